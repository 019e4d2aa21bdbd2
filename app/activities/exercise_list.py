"""The exercises of a page as a list, for a page as a file."""

from app.components.prose import headed_block
from app.content.exercise_prompt import exercise_prompt
from app.state.page_context import PageContext


def draw_exercise_list(context: PageContext) -> None:
    """Draw what each exercise of the page asks at its first numbers."""
    messages, slug, lang = context.messages["exercise"], context.slug, context.lang
    names = [exercise.name for exercise in context.lesson.exercises]
    text = "\n".join(f"- {exercise_prompt(slug, lang, name)}" for name in names)
    with headed_block("exercise", messages["title"], text, messages["needs_server"]):
        pass
