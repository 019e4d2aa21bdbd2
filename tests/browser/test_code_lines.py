"""A long line of code breaks between names, never inside one."""

import pytest

from .conftest import first

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

BROKEN = """root => {
    const broken = [];
    for (const line of root.querySelectorAll(".line")) {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode()); )
            for (const word of node.data.matchAll(/[\\w]+(\\.\\d+)?/g)) {
                const range = document.createRange();
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                const boxes = [...range.getClientRects()];
                const tops = new Set(boxes.map(box => Math.round(box.top)));
                if (tops.size > 1) broken.push(line.textContent);
            }
    }
    return [root.querySelectorAll(".line").length, broken];
}"""


@pytest.mark.parametrize(
    "slug", first("broadcasting", "linear_regression", "training_loop", "modules")
)
def test_no_name_and_no_number_is_broken_on_a_phone(visitor, slug):
    with visitor(**PHONE) as reader:
        reader.open(slug)
        codes = reader.page.locator(".player .code, .steps .whole").all()
        found = [code.evaluate(BROKEN) for code in codes]
        assert sum(n for n, _ in found) > 3
        assert not [line for _, broken in found for line in broken]
