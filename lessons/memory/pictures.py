"""Drawings of the page: names, and the storages they point at."""

from collections.abc import Mapping

from lessons.memory.storages import Binding, Moment
from lessons.toolkit.tensor_view import Row, Tensor, tensor


def frame(moment: Moment, words: Mapping[str, str]) -> list[Row]:
    """Return the names above and the storages below.

    Args:
        words: "is" needs none; "place", "one" and "both" say who reads a storage.
    """
    names = [_name(label, held) for label, held in moment.held.items()]
    between = ["is"] if moment.same else []
    storages = [_storage(letter, moment, words) for letter in moment.storages]
    return [[names[0], *between, *names[1:]], storages]


def _name(label: str, held: Binding) -> Tensor:
    """Return a name, and the place in memory of each of its numbers."""
    return tensor(
        label,
        held.values,
        marks={"changed": held.changed},
        links=lambda *index: [(held.storage, int(held.places[index]))],
        note=str(held),
    )


def _storage(letter: str, moment: Moment, words: Mapping[str, str]) -> Tensor:
    """Return the numbers of a storage, in the order of memory."""
    readers = [n for n, held in moment.held.items() if held.storage == letter]
    shared = moment.read_by(*readers) if len(readers) > 1 else False
    return tensor(
        letter,
        moment.storages[letter],
        marks={"shared": shared, "changed": moment.changed[letter]},
        links=lambda place: [(letter, place)],
        axes=(words["place"],),
        note=words["one" if len(readers) == 1 else "both"].format(name=readers[0]),
    )
