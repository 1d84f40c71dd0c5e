"""The red-flag table of the clinical reference, section 3: every phrase in its row, and every phrase that must not fire it."""

import pytest

from bot.levels import at_least
from bot.safety import gate

PHRASES = {
    "E1": """cant breathe; cant breath; throat closing; toung swelling; lips huge + wheezing; gasping; hives and dizzy; choking
        feeling""",
    "E2": """confused + fever; slurring; shivering cant stop; skin mottled blue; black patches; feel like im dying; no pee all
        day; pain unreal + fever""",
    "E3": """passed out wont wake; keep blacking out; having a fit; seizure; chest pain; heart racing irregular; unconcious; she
        collapsed""",
    "E4": """cant see; lost vision; vision gone blury suddenly; eye bulging; hurts to move eye; eye swollen shut + fever; seeing
        double; needle hit my eye""",
    "E5": """want to die; kill myself; kms; end it all; dont want to live; better off dead; cut myself tonight; no point being
        alive""",
    "E6": """pouring blood; wont stop bleeding; soaked towel; gushing blood; bleeding everywhere; blood dripping for hour; blood
        squirting; bleeding n on thinners""",
    "U1": """pus; puss coming out; yellow gunk; oozing; infectd; red spreading; red streaks; hot n throbbing; smells bad; crusty
        gold; weeping; getting more painful; hard hot lump""",
    "U2": "fever; feverish; temp 101; 38.5; chills; got the shakes; burning up; sweats n aches",
    "U3": "cold sore; coldsore; fever blister; tingly lip; cluster of blisters; herpies; blisters near mouth; lil water bumps",
    "U4": "hives; welts; rash spreading; itchy all over; puffy eyes; allergic; swollen face worse; broke out everywhere",
    "U5": "eye red; eye hurts; eyelid swollen; gunk in eye; light hurts; pink eye; product in my eye; eye watering bad",
    "U6": "pain 8; worst pain; unbearable; agony; pain is killing me; blister; blistered; burnt; skin raw; pain getting worse",
    "U7": "fainted; passed out earlier; felt faint; lightheaded; dizzy; woozy; nearly blacked out; legs went",
    "U8": "hate my face; ruined; look like a monster; cant leave house; crying all day; disfigured; freaking out; so ugly",
    "U9": """still bleeding; keeps bleeding; bleeding again; blood wont dry; spotting next day; bleeding 2 days; reopened; blood
        on pillow lots""",
    "R1": """still red 10 days; bumps wont go; rash weeks later; hard lumps; itchy bumps; sandpaper bumps; red after a week; not
        healing""",
    "R2": "dark spots; darker patches; brown marks; white patches; discolored; hyperpigmintation; blotchy; melasma back",
    "R3": "grid marks; lines like train tracks; stripes; new scars; dents; waffle pattern; keloid; raised scar",
    "R4": "breakout 2 weeks; acne worse; purging; whiteheads; milia; lil white bumps; zits everywhere; pimples",
    "R5": """im pregnant; preggo; late period; breastfeeding; accutane; roaccutane; blood thinners; diabetic; on chemo; forgot to
        say I take""",
    "R6": "im 15; my daughter had it; my son; writing for mom; who is this; wrong number; not me; new phone",
    "R7": "refund; no results; lawyer; unhappy; was needle clean; hiv?; swollen glands; lumps in neck; want manager",
    "R8": """still numb; cant feel my cheek; pins n needles; tingly for days; nerve pain; twitching; electric shocks; lip wont
        move""",
}
LOOK_ALIKES = {
    "E1": "no trouble breathing; lips dry; breathing fine, just red; choker necklace",
    "E2": "dying to see results; shivered, AC is cold; purple bruise fading; face numb wore off",
    "E3": "nearly fainted at price; fit me in tomorrow?; chest skin red; chest is fine",
    "E4": "see you Friday; can't see results; eyes fine; blurry photo",
    "E5": "dying of embarrassment; killing me this itch; cut my hair; dead skin",
    "E6": "bleeding stopped; tiny dots; bled a bit yesterday; bloody hell lol",
    "U1": "no pus at all; my friend had an infection; how do I avoid infection; clear serum first night; pussycat",
    "U2": "no fever just warm; face feels hot; 37.0; fever last month",
    "U3": "cold sore last year; do I need antivirals before?; sore but ok; no blisters",
    "U4": "no hives; allergic to cats; slight itch; swelling down today",
    "U5": "eye bags gone; under eyes dry; eyes fine; pink face",
    "U6": "pain 1; no pain; bit tender; worth the pain lol; sunburn-looking",
    "U7": "faint pink; faint lines; dizzy with joy; not dizzy",
    "U8": "look like a tomato lol; hated the needles; cried laughing; not worried",
    "U9": "stopped bleeding; no bleeding; pinpricks; period started",
    "R1": "bumps gone; red day 2; no lumps; goosebumps",
    "R2": "old dark spots fading; dark circles; brown sugar scrub?; no marks",
    "R3": "scars look better; treating my scars; train at 5; no new scars",
    "R4": "one pimple; acne scars; spots gone; red spot day 1",
    "R5": "not pregnant; pregnant pause; took tylenol; sister expecting",
    "R6": "kids at school; feel like a kid; my daughter asked; wrong cream?",
    "R7": "glad; no complaints; happy so far; my lawyer job",
    "R8": "numbing cream was great; numb day of; not numb; nervous about next one",
}
LEVEL = {"E": "emergency", "U": "urgent", "R": "review"}
# Rows that name something the bot answers or asks by itself: the flag stands, no case is opened (rulings, section 7).
ANSWERED_BY_THE_BOT = {"purging", "whiteheads", "milia", "pimples", "who is this", "wrong number", "not me", "new phone"}


def _cases(table):
    pairs = [(code, " ".join(text.split())) for code, texts in table.items() for text in texts.split(";")]
    return [pytest.param(code, text, id=f"{code}: {text}") for code, text in pairs]


@pytest.mark.parametrize(("code", "text"), _cases(PHRASES))
def test_a_phrase_of_the_table_fires_its_row(code, text):
    decision = gate(text)
    assert code in {flag.code for flag in decision.flags}
    assert text in ANSWERED_BY_THE_BOT or at_least(decision.level, LEVEL[code[0]])


@pytest.mark.parametrize(("code", "text"), _cases(LOOK_ALIKES))
def test_a_look_alike_of_the_table_does_not_fire_its_row(code, text):
    decision = gate(text)
    assert code not in {flag.code for flag in decision.flags if flag.level != "none"}
    assert not at_least(decision.level, "urgent")


@pytest.mark.parametrize("hours", [None, 1.0, 60.0, 400.0])
@pytest.mark.parametrize(("code", "text"), [case for case in _cases(PHRASES) if case.values[0].startswith("E")])
def test_an_emergency_does_not_depend_on_the_hour(code, text, hours):
    assert gate(text, hours=hours).level == "emergency"
