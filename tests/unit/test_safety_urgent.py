"""Signs that staff must hear of within the hour, as people really text them; and what is worth a look by the next day."""

import pytest

from bot.levels import at_least
from bot.safety import gate

URGENT = """
theres yellow stuff leaking from my chin
spots have gone yellow and squidgy and hurt
green gunk on my pillow from my cheek
face is weeping and sticky
honey coloured crust round my nose
smells really bad where the scabs are
red line running down towards my neck
the redness is creeping up to my ear
its spreading
one cheek is hot hard and swollen
big sore lump thats hot
woke up with a puss filled lump
its gone hot and throbbing
face is more swollen today than yesterday
it was settling and now its angry and burning again
ive got a temp of 38.2
38.4 just now
thermometer says 101.5
feverish and achey
im shivering under two duvets
cold sweats and aching all over
feeling fluey
got the chills
cold sore popping up
lip is tingling like before a cold sore
tiny blisters in a cluster by my mouth
little watery blisters on my chin
itchy lumps all over my cheeks like nettle stings
come out in hives
big raised itchy patches
rash on my neck and chest thats spreading
i think im having an allergic reaction to the serum
eyelids are swollen up
eye is bloodshot and sore
my eye is really painful
got serum in my eye and its stinging
bright lights are hurting my eyes
one eye is nearly closed with swelling
cant open my left eye
vision is a bit blurry
pain is 8/10
id say pain 9
pain level 7 out of 10
agony here
painkillers arent touching it
it hurts so much i cant sleep
pain gets worse every hour
its blistered on my cheekbone
skin looks burnt in squares
skin has come off its raw and wet
theres an open wound on my cheek
one patch has turned white and cold
skin gone grey near my nose
i fainted in the shower
nearly passed out on the bus
feel really lightheaded
came over all dizzy
i cant leave the house looking like this
ive been crying for days about my face
my face is ruined
i look like a freak
i hate what i see in the mirror
still bleeding on and off
keeps bleeding when i touch it
bleeding again this morning
its reopened and bleeding
im on blood thinners and it keeps oozing
my eyebrow has dropped on one side
droopy eyelid since yesterday
bruise is getting bigger and hard
puss
theres pus n it hurts
pain is going up not down
hot to touch and getting redder
swolen and hot on the left side only
the swelling is getting bigger not smaller
cellulitis i think
looks infected
is this infected? its oozing
no fever but theres pus
no pus but fever 38.5
cant say theres no pus
not bleeding but blistering
no better, still weeping
it isnt healing its oozing
no redness just hives
dont think its normal its weeping yellow
i dont want to fuss but im shivering and hot
not sure if its pus or cream but its yellow and smells
used to get cold sores and now one is coming
worried its infected, its hot and oozing
""".strip().splitlines()

REVIEW_LATE = """
still red after two weeks
cheek still pink 3 weeks on and wont fade
lumps under the skin that wont go away
i have little dents now
brown patches have come up on my cheeks
dark mark where it scabbed
grid pattern on my forehead
still numb on my chin
found out im pregnant
im breastfeeding is that ok
i forgot to mention i take warfarin
i want my money back
i want to make a complaint
can i speak to a nurse
get me a human
can someone call me
charged me double
my face is worse than yesterday
rash that came up weeks after
itchy bumps that wont go
white patches on my cheek
glands in my neck are up
was the needle new? a bit worried about hiv
tingling that hasnt gone for days
""".strip().splitlines()


@pytest.mark.parametrize("text", URGENT)
def test_a_sign_for_staff_now_is_heard(text):
    assert at_least(gate(text, hours=70).level, "urgent")


@pytest.mark.parametrize("text", REVIEW_LATE)
def test_a_late_or_personal_matter_is_looked_at_without_alarm(text):
    assert gate(text, hours=400).level == "review"


@pytest.mark.parametrize(
    ("text", "early", "late"),
    [
        ("redder than yesterday and hot", "none", "urgent"),
        ("warm again today", "none", "urgent"),
        ("my cheek is numb", "none", "review"),
        ("my face is still red", "none", "review"),
        ("dark patches on my cheeks", "none", "review"),
        ("lots of pimples", "none", "review"),
        ("still peeling", "none", "review"),
        ("still really itchy", "none", "review"),
    ],
)
def test_the_hour_decides_where_the_words_alone_do_not(text, early, late):
    assert (gate(text, hours=5).level, gate(text, hours=300).level) == (early, late)


@pytest.mark.parametrize(("hours", "level"), [(239.9, "urgent"), (240, "review"), (None, "urgent")])
def test_a_cold_sore_is_urgent_while_the_skin_is_open(hours, level):
    assert gate("cold sore on my lip", hours=hours).level == level
