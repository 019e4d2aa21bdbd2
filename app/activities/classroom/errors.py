"""What may go wrong in class mode; needs no database to be imported."""


class NoSuchClassError(LookupError):
    """There is no class with this code, or it is over."""


class ClassLimitError(Exception):
    """There are as many classes as there may be at once."""


class DatabaseUnavailableError(Exception):
    """The database does not answer at the moment; whoever asked may ask again."""


class CommandError(Exception):
    """A command of a teacher that is not carried out.

    Args:
        status: "invalid" if it makes no sense, "refused" if it does not at the moment.
    """

    def __init__(self, status: str):
        super().__init__(status)
        self.status = status
