"""Teach: links to hand out, the projector, a plan, what to do before, what it takes."""

from app.guide import Guide

page = Guide("teach")

with page.block("link"):
    page.link()

with page.block("projector"):
    page.projector()

with page.block("plan"):
    page.plan()

for section in ("before", "room", "keeps"):
    page.block(section)

with page.block("cost", **page.numbers(300)):
    page.cost(30, 300)
    page.markdown("cost.more", **page.numbers(300))

page.close()
