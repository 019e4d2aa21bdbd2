"""Play, pause, step, back, scrub, restart: what moves the steps."""

import pytest
from playwright.sync_api import expect

LAST = 200
"""Steps of the page's recording at its defaults."""


@pytest.fixture(scope="module")
def player(visitor):
    with visitor() as reader:
        yield reader.open("linear_regression")


@pytest.fixture(autouse=True)
def rewound(player):
    """The player as on a first visit, paused at step 0."""
    player.page.emulate_media(reduced_motion="no-preference")
    player.button("restart").click()
    player.speed("normal")
    assert player.step() == 0


def play_to_the_end(player) -> None:
    """Play, and wait until the player pauses by itself."""
    player.button("play").click()
    expect(player.button("play")).to_be_visible()
    expect(player.range("time")).to_have_value(str(LAST))


def test_back_undoes_a_step(player):
    player.scrub(5)
    drawings = [player.drawing()]
    for _ in range(5):
        player.button("forward").click()
        drawings.append(player.drawing())
    assert len(set(drawings)) == len(drawings)
    for before in reversed(drawings[:-1]):
        player.button("back").click()
        assert player.drawing() == before


def test_four_steps_make_one_update(player):
    for _ in range(4):
        player.button("forward").click()
    expect(player.range("time")).to_have_value("1")


def test_back_stops_at_the_start(player):
    drawings = player.drawing()
    player.button("back").click()
    assert player.drawing() == drawings


def test_play_continues_until_pause(player):
    player.button("play").click()
    expect(player.range("time")).not_to_have_value("0")
    player.button("pause").click()
    t = player.step()
    player.page.wait_for_timeout(300)
    assert player.step() == t
    assert 0 < t < LAST


def test_scrubbing_to_the_end_shows_what_playing_to_the_end_shows(player):
    player.scrub(LAST)
    scrubbed = player.drawing()
    player.scrub(LAST - 20)
    player.speed("fast")
    play_to_the_end(player)
    assert player.drawing() == scrubbed


def test_play_at_the_end_starts_over(player):
    player.scrub(LAST)
    player.button("play").click()
    expect(player.range("time")).not_to_have_value(str(LAST))
    player.button("pause").click()
    assert player.step() < LAST


def test_scrubbing_stops_playing(player):
    player.button("play").click()
    player.scrub(50)
    expect(player.button("play")).to_be_visible()
    assert player.step() == 50


def test_restart_goes_to_step_0_and_its_first_act(player):
    first = player.drawing()
    player.scrub(120)
    player.button("forward").click()
    player.button("restart").click()
    assert player.drawing() == first


@pytest.mark.parametrize("speed, rate", [("normal", 12), ("fast", 60)])
def test_speed_follows_the_clock(player, speed, rate):
    player.speed(speed)
    assert steps_a_second(player, rate) == pytest.approx(rate, rel=0.3)


def test_reduced_motion_plays_two_steps_a_second(player):
    player.page.emulate_media(reduced_motion="reduce")
    player.speed("fast")
    assert steps_a_second(player, 2) == pytest.approx(2, rel=0.3)


def steps_a_second(player, rate: float) -> float:
    """How fast it plays, by the browser's clock, over about two seconds."""
    clock = "e => [performance.now(), +e.value]"
    player.button("play").click()
    expect(player.range("time")).not_to_have_value("0")
    start, first = player.range("time").evaluate(clock)
    player.page.wait_for_timeout(2000)
    end, last = player.range("time").evaluate(clock)
    player.button("pause").click()
    return 1000 * (last - first) / (end - start)


def test_slow_motion_highlights_the_acts_in_order(player):
    player.speed("slow")
    player.button("play").click()
    drawings: list[list[str]] = []
    while len(drawings) < 5:
        if (lit := player.lit()) not in drawings[-1:]:
            drawings.append(lit)
        player.page.wait_for_timeout(100)
    player.button("pause").click()
    titles = player.acts.locator(".title").all_inner_texts()
    assert drawings == [[title] for title in (*titles, titles[0])]
    assert player.step() == 1


def test_at_normal_speed_no_act_is_highlighted(player):
    player.button("play").click()
    for _ in range(5):  # at no frame
        player.painted()
        expect(player.figure.locator(".act.lit")).to_have_count(0)
    expect(player.acts.first).to_have_attribute("aria-pressed", "false")
    player.button("pause").click()


def test_the_live_region_announces_on_pause_and_rarely_while_playing(player):
    region = player.page.locator(".player:has(.bar) + .heard")
    expect(region).to_contain_text("0", use_inner_text=False)
    count = """e => { e.changes = 0;
        new MutationObserver(all => { e.changes += all.length; })
          .observe(e, { childList: true, characterData: true, subtree: true }); }"""
    player.button("play").click()
    region.evaluate(count)
    player.page.wait_for_timeout(1200)
    assert region.evaluate("e => e.changes") <= 1  # on a busy machine it was longer
    player.button("pause").click()
    expect(region).to_have_text(
        f"{player.figure.locator('.says').inner_text()} "
        f"{player.figure.locator('.aside').inner_text()}"
    )
    assert region.evaluate("e => e.changes") > 0
