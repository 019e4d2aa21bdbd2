"""What is drawn: a folder for each component, with its Python, JavaScript and CSS."""
