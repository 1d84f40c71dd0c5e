"""Texts that only sound like danger: denied, past, supposed, somebody else's, idioms, jokes, taken back. None alerts anybody."""

import pytest

from bot.levels import at_least
from bot.safety import gate

DENIED = """
no fever no pus nothing weird
not bleeding any more thank god
no swelling at all, lips normal
breathing is totally fine before you ask
no trouble swallowing or breathing, just pink
havent had any fever or chills
no blisters no crusts, just dry
no dizziness today
eye isnt sore or red at all
no chest pain or anything like that, just tired
its not infected is it, no pus no heat no smell
temp is 36.8
37.4 on the thermometer
nothing oozing
hasnt spread
no hives or rash
not in any pain
dont have a temperature
without any bleeding this time
never had a cold sore in my life
no discharge, no redness, no swelling
i can see fine
i can breathe fine
vision perfect
isnt hot to touch
there isnt any pus
zero pain
pain 2 out of 10
pain is about a 3
no lumps or bumps
bleeding? nope
fever? no
redness yes, pus no
i do not feel faint or dizzy
it doesnt hurt and its not weeping
""".strip().splitlines()

OVER = """
the bleeding stopped within a minute
stopped bleeding ages ago
swelling has gone right down
eyes were puffy this morning, fine now
was itchy yesterday, better today
puffiness went down overnight
the burning only lasted ten minutes
pain has gone
stinging has worn off
had a headache, gone now
scabs have all dropped off
the redness has calmed down loads
my cold sore healed last year
had a fever last month
had hives as a kid
fainted once at school
i had an infection years ago from a piercing
last time my lips swelled up but not this time
first session i bled loads, this one nothing
""".strip().splitlines()

SUPPOSED = """
what if it gets infected
how will i know if its infected
what does an infection look like
can needling cause cold sores
what are the signs of an allergic reaction
should i ring you if i get a fever
what would happen if the needle hit my eye
is it normal to faint during it
how do i avoid an infection
do i need to worry about blisters
could i get hives from this
will i bleed a lot
does it bleed much
is pus common
how common is fainting
when should i worry about swelling
what temperature is too high
can you get sepsis from microneedling
will it hurt
is it going to be very painful
what if i have a seizure disorder, could i still book
risk of scarring?
can sunscreen cause a rash
how do you treat an allergic reaction
what happens if it starts bleeding
in case it blisters what cream should i buy
scared of getting an infection
worried about scarring
to prevent infection should i wash twice
do people get cold sores after this
does it leave bruises
how do i stop it getting infected
how can i stop the itching
how long does swelling last
what counts as a fever
is there a chance of going blind
is chest acne treatable with needling
can dirty pillowcases give you an infection
would a blister leave a scar
how do i tell a cold sore from a spot
""".strip().splitlines()

OTHERS = """
my husband has a cold sore can i kiss him
my kid has a fever can i still come in
a girl at work got an infection from her lash lift
my sister had hives when she had hers years ago
my friend fainted at her tattoo lol
read about someone who went blind from filler
saw a woman on tiktok whose face swelled up
my dog has an eye infection is that contagious for me
my mate had it done somewhere else and hers went septic, mine looks great
mum is allergic to everything, will i be
my colleague got blisters from a peel, mine are fine
baby has conjunctivitis, safe to cuddle
my toddler has chickenpox can i catch it through my skin
son has impetigo should i keep away
one of my patients fainted at work today and i got sweaty
nan had shingles last year
""".strip().splitlines()

IDIOMS = """
dying for a glass of wine
dying to put makeup on
im dying to see the results
would kill for a hot bath
this itch is killing me
the suspense is killing me
my feet are killing me
dead on my feet after work
slept like the dead
i look like death warmed up haha
bloody brilliant thanks
bloody hell that was quick
scared to death before but it was easy
nearly died when i saw the bill
im in bits laughing
my face is on fire with glow
looks to die for
drop dead gorgeous in six weeks
blood sweat and tears
i could murder a curry, is spicy food ok
heart set on a holiday can i go
my heart sank when i saw the queue
breath of fresh air your clinic
took my breath away how good it looks
dont hold your breath lol
choked up at how kind you all were
lost sight of my appointment time
turn a blind eye
cant see the wood for the trees with these leaflets
cant see any difference yet
cant see a change after two sessions
see you in a fortnight
i cant see the attachment
cant stand the smell of the cream
cant stand the heat in this office
cant live without my mascara
cant go on holiday without spf
cant wait to get back in the gym
cant sleep on my back
end of the week ok for booking?
jump in the shower now?
cut myself shaving my legs
cut my fringe today
hung up on you by accident
hit the gym yet?
running a 10k sunday ok?
running late
burning question: can i use retinol
burning calories again when
in hot water with my wife for booking this
hot yoga when
hot date tonight can i wear makeup
hot flush city, im 51
flushed after a curry
feeling faint lines disappearing already
fit as a fiddle
can you fit me in thursday
is there a stroke of luck i get in earlier
stroking the cream on upward strokes yes?
blackheads are back
black friday deals?
black mascara ok?
blue light from screens bad?
blue monday lol
white cast from the sunscreen
white towels ruined by the serum
yellow top looks great with my glow
green tea on the face ok?
gold mask ok to use
honey mask?
popped to the shops without spf
popping in later
sore loser
tender loving care
raw honey on skin?
raw food diet ok
spread the word
spread the cream how thick
spreading sunscreen is a pain
pain in the neck to reapply
no pain no gain
growing on me this pink look
shot of tequila ok
shots at the weekend
blasted through the leaflet
killer heels and killer skin
crying with laughter at my tomato face
sick of staying in
sick skin mate, buzzing
this is sick love it
fever pitch for the wedding
hay fever tablets ok?
is hayfever medicine ok
cabin fever
boiling in here
boiled an egg
boil wash the pillowcases?
freezing outside do i need a scarf
shivered in the cold waiting for the bus
chills down my spine watching that film
netflix and chill
glowing
smells of roses your serum
the gel smells funny is it off
attack of the munchies
panic buying spf
mad as a box of frogs
heart emoji
worst hair day ever
worst timing, my wedding is saturday
""".strip().splitlines()

TAKEN_BACK = """
false alarm it was ketchup
ignore that last one, it was my makeup
sorry wrong chat
typo i meant 36.5 not 39.5
jk im fine
turns out the yellow was turmeric
panic over it was just the serum drying
the blood was beetroot juice lol
meant to say tired not fired
the doctor had a look and said its fine
your nurse called and is happy with how it looks
gp checked it, all clear
hospital said nothing wrong, can i put cream on
""".strip().splitlines()

FAMILIES = {
    "denied": DENIED,
    "over": OVER,
    "supposed": SUPPOSED,
    "another's": OTHERS,
    "idiom": IDIOMS,
    "taken back": TAKEN_BACK,
}
CASES = [pytest.param(text, id=f"{name}: {text[:60]}") for name, texts in FAMILIES.items() for text in texts]


@pytest.mark.parametrize("text", CASES)
def test_a_look_alike_alarms_nobody(text):
    decision = gate(text, hours=30)
    assert not at_least(decision.level, "urgent"), decision.flags
