"""Teach: links to hand out, the projector, a plan, what to do before, what it takes."""

from app.page.guide_page import Guide

page = Guide("teach")

told = page.numbers(300)

with page.block("link"):
    page.link()

with page.block("projector"):
    page.projector()

with page.block("plan"):
    page.plan()

page.block("before")

page.block("room", **told)

page.block("keeps")

with page.block("cost", **told):
    page.cost(30, 300)
    page.markdown("cost.more", **told)

page.close()
