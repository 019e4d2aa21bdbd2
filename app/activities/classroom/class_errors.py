"""What can go wrong with a class; imported without the database's library."""


class NoSuchClassError(LookupError):
    """There is no class with this code, or it is over."""


class ClassLimitError(Exception):
    """There are as many classes as there may be at once."""


class DatabaseUnavailableError(Exception):
    """The database does not answer at the moment; whoever asked may ask again."""
