"""Urgent signs told aslant (hours | text)."""

import pytest

from bot.levels import at_least
from bot.safety import gate

TOLD_ASLANT = """
60|there is goo coming out of a hole in my cheek
75|right side feels like its cooking and its swollen
50|pinky red tide mark moving down to my jaw
30|38.7 on the ear thermometer
44|got the shakes and feel achy
52|three little blisters on my lip line
12|neck covered in raised itchy blobs
30|lids like golf balls this morning
26|eye wont stop weeping and its bloodshot
48|it hurts to blink
40|pain scale: 8
33|wish i could cut my face off its so painful
50|a burn shaped like the tip of the device
20|pale waxy bit on my cheek that wont pink up
28|had to lie on the floor so i didnt pass out
100|i havent left the house in a week because of how i look
36|still leaking blood from two spots
60|takes xarelto, bits of blood keep coming
90|one eyebrow sits lower than the other since
72|face is twice as puffy as yesterday and sore
55|nasty pong and a soggy patch
65|lump by my ear is hot and getting bigger
140|it was nearly healed but now its red hot and oozy
40|mi cara esta caliente y sale liquido amarillo
60|my husband had the treatment with you and his cheek is full of pus
60|cheekbone is angry and bulging and theres a creamy bubble in the middle
70|the pillow has yellow patches from my face every morning
55|its like there is a heartbeat in my cheek and its boiling
80|flannel came away with greeny gloop on it
96|the pink patch is an inch bigger than when i drew round it
60|hot water bottle and 3 jumpers and i still cant get warm
50|sweated through my pyjamas twice and ache like ive got flu
40|thermometer beeped 38.8
48|tiny see-through bubbles in a bunch next to my lip, stings
60|get that burny tingle on my lip i always get before one of my sores
5|hot raised blotches up my neck and i cant stop scratching
3|think the serum didnt agree with me, lumps all over my cheeks like mosquito bites
20|looks like ive been stung by nettles
30|eye keeps streaming, feels like sand in it, very red
40|lid is so puffed it covers half the eye
26|everything through my right eye is a bit smeary and it aches
36|i cant touch my face, even the air hurts, worse than last night
20|nothing i take touches the pain
22|i would give it a 9 for pain
30|theres water filled bubbles where she went over twice
48|square shaped burns on my forehead
50|a bit near my chin has gone the colour of candle wax
30|went all tunnel and hit the bathroom floor for a sec, ok now
12|keep going woozy when i stand
100|cant face anyone. called in sick all week and just sob
160|i want to rip my face off i hate it so much
300|you have wrecked me
40|every time i wash it starts bleeding again
27|on eliquis and theres a slow ooze that wont quite quit
90|my mouth hangs a bit lower on the left than it did
50|bruise has turned into a hard painful egg
64|its flaring again, hotter and tighter than day one
75|woke to find my jaw twice as big as yesterday
52|scab lifted and its wet and stinky underneath
58|wound is mucky
62|i drew round the redness and its past the pen line
30|im in tears with the pain
26|face feels like its been dipped in acid and getting worse
45|my daughters had her acne scars done with you monday and her chin is oozing yellow
66|keloidy hot lump that hurts and has a white tip leaking
140|swelled up again on day 6 and its tender and warm
70|skins weepin n crustin over yelow
44|puss n blud comin out a spot
28|feva n shivrs
50|hves on my cheks
42|wuld u look at my eye its rlly red n sore
20|me duele muchisimo y va a peor
60|tengo la mejilla caliente e hinchada y me sale liquido amarillo
70|حرارتي 39
30|طلع لي فقاعات على شفتي
50|a blob of green came out when i pressed
60|my chin is like a volcano, hot, shiny, yellow on top
70|cheeks are tight shiny red and roasting to the touch, worse than yday
44|weird smell off my face like off cheese
90|line of red going from the spot up to my eye corner
30|got the sweats and shivers
28|just took my temp and its 38.1
12|big weepy patches
50|bunch of clear blisters by my nostril, really sore
30|felt the cold sore tingle this am and now its there
8|im covered in raised red patches and its driving me mad
22|reaction to the gel i think, face on fire and bumpy all over
40|eyes so puffed i look through slits
20|right eye is weeping and crusted shut
30|everything is a bit blurry when i read
55|pain kept me up all night
30|its a solid 8
26|ibuprofen and paracetamol dont even dent it
48|skin bubbled up where she went deep
40|there are raw wet patches
20|patch by my nose looks grey and feels cold
10|stood up and the room went black for a second
26|fainted at work this morning but im ok
80|i cant stop crying, wont go outside
60|genuinely feel disfigured
30|its opened up again and bled on my shirt
40|takes a blood thinner, still spotting blood on and off
70|my brow has drooped
100|one corner of my mouth wont lift
56|my sister had hers with you the same day as me and her face is oozing green
72|it was pink now its purple red and hot
90|hard red hot lump under the skin size of a grape
130|woke up with golden crusts all round my mouth
66|no fever but the redness is heading down my neck
200|stinging lumps full of pus
36|me pica todo el cuerpo y tengo ronchas
60|me sale un liquido verde
50|عيني منتفخة ومسكرة
70|وجهي حار ومنتفخ ويطلع منه قيح
""".strip().splitlines()


@pytest.mark.parametrize("row", TOLD_ASLANT)
def test_an_urgent_sign_told_aslant_is_heard(row):
    hours, text = row.split("|", 1)
    assert at_least(gate(text, hours=float(hours)).level, "urgent")
