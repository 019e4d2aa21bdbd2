"""Teach: links to hand out, the projector, a plan, what to do before, what it takes."""

from app.page import class_guide, teaching
from app.page.guide_page import GuidePage

page = GuidePage("teach")

measured = teaching.measured_values(page.slug, page.lang, 300)

class_guide.class_block(page)

with page.block("link"):
    teaching.link_builder(page.slug, page.words)

with page.block("projector"):
    teaching.presentation_button(page.lang)

with page.block("plan"):
    teaching.lesson_plan(page.slug, page.words)

with page.block("notes", wide=True):
    teaching.notes(page.slug, page.words)

class_guide.lesson_block(page)

page.block("before")

page.block("room", **measured)

page.block("keeps")

with page.block("cost", **measured):
    teaching.class_costs(page.slug, page.words, 30, 300)
    page.markdown("cost.more", **measured)

page.close()
