"""Class mode: a teacher asks, pupils answer on their own pages, nobody has an account.

`class_store` keeps a class in a database for some hours; `snapshot` says what a browser
of it is told, `commands` what its teacher can do. The routes are in
app/server/class_routes.py.
"""
