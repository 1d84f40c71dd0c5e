"""Emergencies as people really text them: roundabout, misspelt, polite, in pieces. Every one must raise "emergency"."""

import pytest

from bot.safety import gate

BREATHING = """
my tongue feels fat and its hard to talk
cant get a full breath since you put the serum on
i can only breath in little sips
every breath whistles now
throat feels like its shrinking
its like someones hands are round my throat
my lips have tripled since i got in the car
i sound like darth vader when i breathe and my neck is itchy
hav to sit bolt upright to get air in
tongue too big for my mouth
something is blocking my throat and i keep drooling
im wheezing n covered in hives
used her epi pen, still puffy
my airways feel like theyre closing over
gasping like a fish here
the back of my tongue is swelling i can feel it
struggling 2 breath properly pls help
my chest is whistling and i cant finish a sentence
cannot swallow my own spit
hives all over and now ive thrown up twice
came out in welts and went dizzy and fell on the stairs
face is blowing up like a balloon by the minute
my wife cant catch her breath she had her face done at yours this morning
partner is choking on her own tongue its so swollen
lips are going blue
her fingernails have gone a bluey grey colour and shes panting
breathing through a straw is how it feels
mouth and throat itching, voice going, cant swallow
hardly any air going in
I feel like I'm suffocating
my windpipe feels tight
cnt breeth
his throats closed up
shes had her jext pen and the rash is still coming
not being dramatic but i genuinely cannot breathe properly
cant breathe lol no seriously i cant
no pain but i am struggling for breath
bit itchy. also tongue swelling up
""".strip().splitlines()

SEPSIS = """
fever 39 and i dont know what day it is
hes talking gibberish and burning hot
teeth chattering so hard i bit my tongue, face is on fire
my legs have gone all marbled purple and my face is infected
39.5, heart going like mad, breathing fast
not had a wee since yesterday morning and im shivering
hands freezing cold but forehead boiling, feel really confused
skin on my cheek has gone black
theres a black patch spreading on my jaw and it stinks
the pain is way worse than it looks, temp 38.9
bp is 78/40 and face is oozing
i feel like i am going to die, everythings wrong
pus and a temp of 39.1
yellow gunk coming out and im shivery and hot and cold
so floppy i cant hold the phone, temp 40
she keeps asking the same question over and over and her face is swollen and hot
rash that wont fade under a glass and a fever
my stomach is turning, throwing up, fever, face throbbing
purple blotches on my cheeks and a temperature
mum is delirious and her cheek is hot and hard
redness has spread to my neck and i have a fever of 102
cant stop shaking, violent shivers, been an hour
confused, clammy, breathing fast
crackling under the skin like bubble wrap and its agony
neck is so stiff i cant put my chin down, temp 39
they told me it could be sepsis i feel awful
infected spots plus chills
face weeping and shaking like a leaf, temp 38.8
blisters all over my face and a fever
""".strip().splitlines()

COLLAPSE = """
he went stiff and his eyes rolled back
my sister just collapsed in the kitchen
i keep blacking out every time i stand up
wont wake up properly after the treatment
crushing feeling across my chest
got a band round my chest and my left arm aches
pain going up into my jaw, sweating, feel sick
heart is skipping beats and i feel faint
my pulse is 160 just sitting here
one side of my face has dropped
smile is all crooked and i cant get my words out
suddenly cant move my right arm
her speech is slurred and her mouth is drooping
whole left side has gone dead
my leg has gone floppy and wont hold me
coughing up blood since the flight
one calf is swollen and i am out of breath doing nothing
stabbing pain when i breathe in
ears are ringing, tongue is numb and i can taste metal
everything tastes of pennies and my hands keep twitching
numbing cream still on, feel drunk, ears buzzing
she had a seizure on the sofa
found him unresponsive on the bathroom floor
foaming at the mouth shes jerking
worst headache of my life came on like a thunderclap
passed out three times tonight
ambulance is on its way but what do i tell them you used
should i call 999 my husband isnt making sense
heart fluttering like mad and i nearly passed out
its like an elephant sitting on my chest
cant feel my left arm and my face is slack
my words are coming out all wrong
dropped to the floor, couldnt bring her round for ages
body started jerking on its own after the cream
""".strip().splitlines()

EYES = """
everything in my left eye has gone dark
there is a grey curtain coming down over one eye
seeing two of everything since this morning
my eye is bulging out
it hurts to move my eyes and the lid is hot and shut
flashes of light in the corner of my eye and loads of floaters
i think the needle went in my eye
lost half the sight in my right eye
cant see out of my left eye
vision went blurry all of a sudden
its like looking through frosted glass on that side
my eyeball feels like its being pushed forward
my pupil is a weird shape
i went blind for a minute in that eye
a shadow has come across my vision
eye swollen shut and temp 38.7
blisters right by my eye
cold sore thing has spread to my eyelid
cant c anything out of my rite eye
sight is going
black spot in the middle of my vision wont go
eyes shut with swelling and i have chills
clear fluid is leaking out of my eyeball
everything has gone milky in one eye
""".strip().splitlines()

SELF_HARM = """
dont wanna be on this earth, not here, not anywhere
whats the point of carrying on looking like this
i have a bottle of pills next to me
everyone would be better off without me
im on the bridge
i just want to go to sleep and never wake up
cant live like this
ive written a note to my mum
thinking about ending it
i want to unalive myself
if this doesnt heal im done with life
took all my tablets
how many paracetamol would it take
ive been cutting myself because of my face
please look after my dog when im gone
wish i was dead
theres no reason for me to live now
i could just step in front of a train
goodbye everyone im sorry
razor in my hand
i cant go on
ive been stockpiling my meds
suicidal since the treatment
going to kms if this scars
i have nothing to live for with this face
ive had enough of life
want it all to stop for good, pills are on the table in front of me
id rather be dead than look like this
feel like ending everything
dont wanna live with this face
made a plan to end my life
sitting on the railway tracks
hurting myself is the only thing that helps
the world would be better without me in it
""".strip().splitlines()

BLEEDING = """
been pressing 25 minutes and its still bleeding
blood is running down my neck and wont slow
gone through a whole kitchen roll of blood
blood soaking through every dressing
its spurting
soaked my pillow and its still coming
3 towels full of blood
held it for half an hour, no difference, still bleeding
bleeding like a tap
cant get it to stop bleeding
the bleeding hasnt stopped for 2 hours with pressure
pouring with blood from my cheek
bled right through my shirt
theres a puddle of blood on the floor
im on warfarin and its bleeding loads
bleeding heavy and i feel faint
nothing stops the blood ive pressed for ages
blood everywhere
dripping blood since i got home, takes rivaroxaban
wont clot whatever i do, bleeding 40 mins
she is losing a lot of blood
big clots coming out and still bleeding
blood keeps pumping out
""".strip().splitlines()

FAMILIES = {
    "breathing": BREATHING,
    "sepsis": SEPSIS,
    "collapse": COLLAPSE,
    "eyes": EYES,
    "self-harm": SELF_HARM,
    "bleeding": BLEEDING,
}
CASES = [pytest.param(text, id=f"{name}: {text[:60]}") for name, texts in FAMILIES.items() for text in texts]


@pytest.mark.parametrize("text", CASES)
def test_an_emergency_is_heard(text):
    assert gate(text, hours=20).level == "emergency"
