"""Drawings of the page: names, and the storages they point at."""

from collections.abc import Mapping

from lessons.memory.storages import Binding, Moment
from lessons.toolkit.tensor_view import Row, Tensor, tensor


def frame(moment: Moment, words: Mapping[str, str]) -> list[Row]:
    """Return the names above and the storages below.

    Args:
        words: "is" needs none; "place", "one" and "both" say who reads a storage.
    """
    names = [_name(label, binding) for label, binding in moment.bindings.items()]
    between = ["is"] if moment.same else []
    storages = [_storage(letter, moment, words) for letter in moment.storages]
    return [[names[0], *between, *names[1:]], storages]


def _name(label: str, binding: Binding) -> Tensor:
    """Return a name, and the place in memory of each of its numbers."""
    return tensor(
        label,
        binding.values,
        marks={"changed": binding.changed},
        links=lambda *index: [(binding.storage, int(binding.places[index]))],
        note=str(binding),
    )


def _storage(letter: str, moment: Moment, words: Mapping[str, str]) -> Tensor:
    """Return the numbers of a storage, in the order of memory."""
    readers = [n for n, binding in moment.bindings.items() if binding.storage == letter]
    shared = moment.read_by(*readers) if len(readers) > 1 else False
    return tensor(
        letter,
        moment.storages[letter],
        marks={"shared": shared, "changed": moment.changed[letter]},
        links=lambda place: [(letter, place)],
        axes=(words["place"],),
        note=words["one" if len(readers) == 1 else "both"].format(name=readers[0]),
    )
