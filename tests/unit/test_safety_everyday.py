"""Everyday texts of a calm recovery with a red word or two in them (hours | text)."""

import pytest

from bot.levels import at_least
from bot.safety import gate

IN_PASSING = """
30|face feels warm is that ok
30|bit of swelling under the eyes
30|tight and a bit sore like sunburn
30|face is red and hot right after, normal?
30|pinpoint bleeding on my nose
30|tiny scabs all over
30|peeling loads on my chin
30|i have a pimple
30|two little spots on my chin
30|itchy but ok
30|slightly swollen cheeks
30|bruise on my jaw
30|dry lips
30|forehead a bit puffy
30|cheeks look like a tomato
30|skin feels like sandpaper
30|stings when i put moisturiser on
30|bit tender when i touch it
30|pink and tight
30|redness worse on one cheek
30|can i take paracetamol for a headache
30|my skin feels rough
30|a flake came off
30|can i have sex
30|can i take the kids swimming
30|do i need to wash my pillow
30|can i take my contact lenses out
30|eye cream ok?
30|eyelash extensions when
30|eyebrow tint?
30|when can i go on the sunbed
30|is 38 degrees outside too hot for me
30|its 40 degrees here in dubai can i go out
30|wash my towel at 60 degrees
30|im 38 is that too old for this
30|38 quid for the cream?
30|session 4 was on the 8th
30|my temp job starts monday
30|temp at work wants to know if she can book
30|can i bring my baby
30|does the numbing cream hurt
30|is the needle thick
30|numb for an hour then fine
30|lip gloss ok?
30|mouthwash ok?
30|tongue scraper?
30|throat lozenges ok with this?
30|chest looks pink where you needled
30|chest treated too, can i wear a bra
30|what about blood thinning foods like garlic
30|giving blood next week ok?
30|blood test tomorrow ok?
30|blood orange serum?
30|blood pressure tablets tonight as normal?
30|how many sessions
30|can i drink coffee
30|can i cancel friday
30|need to cancel tues
30|cancel my appointment please
30|do you do hiv tests
30|is the pen single use
60|my friend said her lips swelled with hyaluronic, is it in yours
30|flatmate has flu, can i catch more with open skin
80|a lady in the group chat got cellulitis from diy rolling, glad i came to you
none|my daughter has epilepsy can she have it
44|our dog bit the postman lots of blood, irrelevant but can i garden
30|grandad cant see well, can he drive me
30|my client has hives and i touched her, then my face. ok?
30|sister in labour tonight, can i go to the hospital on day 1
30|wife passed out on the sofa after wine, anyway can i have wine too
10|fitting room lights made me look grey lol
20|new job fitting kitchens dust ok?
30|seizing the day, run ok?
44|shooting a video tomorrow, makeup ok
30|hit a wall with my routine
60|cutting out dairy help?
50|hanging out in the sun a bit ok?
30|rope ladder climbing with kids, sweat ok?
30|pool party saturday
44|hot tub booked
30|can i use a pillow soaked in lavender
30|cloth soaked in cool water ok to hold on cheek?
20|tissue under my eyes for sleeping?
60|is black soap ok
30|black tea compress?
30|brown sugar on the lips
44|grey hair dye?
30|blue tansy oil?
40|purple shampoo ok?
30|white wine or red?
30|flash photography at wedding?
30|float tank session friday?
44|floater shift at work so might be late
30|taste test: is the lip cream safe to swallow a bit
30|spot of bother finding you
30|chest freezer ice on face?
60|arm day at the gym?
30|leg wax ok?
30|was gasping yesterday but drank water and headaches gone
50|the swelling in my eyelids from day 1 has all gone
40|bleeding stopped in the car park
30|had a wobble last night feeling faint, ate, slept, right as rain
70|the pain from yesterday is gone completely
80|cold sore dried up months back
44|hives came up for ten min after the gel then vanished, all clear since
30|eye was sore from shampoo, rinsed, fine
66|temp went back to normal two days ago, was only a cold
30|tingling has stopped
60|scary red yesterday, baby pink today
30|nope ignore me, the blood was from my nose ring
20|that was my mate grabbing my phone, im not fainting lol
40|sorry pocket text
30|i typed pus i meant puss as in cat
30|correction: 37.2 not 39.2
60|forget what i said about the swelling, it was how i slept
30|wrong number for my fever question that was for nhs
44|oh it's dried serum not crust, panic cancelled
50|meant 'bloody' as in annoying
24|your sheet says to call if theres spreading redness, what counts as spreading
30|it says watch for 'yellow discharge', mine is clear from the gel
44|text said 'blistering or pus ring us' - i have neither
20|leaflet mentions vision changes, why?
30|the form asked about blood thinners, fish oil count?
60|you said tell you if im dizzy, im not
10|my sheet: no fever, no pus, no blisters = all ticks
none|consent form says death?? come on
30|when i was 12 i had a seizure, never since
40|had anaphylaxis to prawns in 2015, do i bring epipen next time
300|10 years ago i wanted to die, life is good now
60|bled like mad at my first session last year, this time barely
30|used to faint at needles, didnt this time
44|got an infection after my tattoo in uni
30|lip filler years ago made my lips huge
30|doctor saw the blister and says its a friction one, leave it
44|optician checked my eye, just dry, can i use drops
60|pharmacist looked: not infected
30|gp did bloods, no infection, can i restart gym
70|your nurse saw my photo and said the yellow is just serum
30|went to a&e, they said all fine and sent me home. when can i shower
30|is it ok if i go to a funeral on day 2, will crying hurt it
40|i cried at my sons play, tears on my face ok?
none|would you treat someone with suicidal depression history
50|is swelling of the lips a thing if i add lips next time
44|hope i dont end up with an infection
30|praying it doesnt scar
20|fingers crossed no blisters
30|no news is good news, no fever no nothing
60|the only thing bleeding is my wallet
30|my bank account is hemorrhaging lol
44|my wallet is in a coma
30|i nearly choked on my tea when i saw the discount
20|wanted to ask about my heart rate monitor strap, ok for gym?
30|are fits of sneezing a problem
30|the outfit fits, can i wear foundation
20|does the peeling come off in sheets or flakes
30|skin coming off in little flakes on my nose
44|tiny blood dot on my pillow first night only
20|there was a drop of blood when i washed, all stopped
6|a bit of blood when i wiped is that ok
10|few red dots still, dry
4|bit of clear fluid on my chin at first, normal?
5|face weeping a little clear serum 5 hours in, the nurse said it would
30|my cheeks feel puffy like a hamster
30|i look like a chipmunk, day 2
20|under my eyes are swollen like ive been punched lol normal?
18|puffy eyes this morning normal?
44|bruise under the eye purple, not sore
28|lips are so dry they cracked
30|lips chapped, vaseline ok?
60|little whiteheads on chin
70|got hiccups, will that affect the healing lol
30|headache since this morning can i take paracetamol
40|tired today, is that from the treatment
20|feel a bit rough, hungover
30|felt queasy on the bus, travel sick
20|my throat is a bit dry from the aircon
50|neck is pink and itchy a bit where you did it
30|my eye makeup remover stung, ok to use?
30|got moisturiser near my eye, is that fine
44|eyelash came out
30|can i use eye drops for hayfever
20|glasses steaming up with the mask, cant see a thing lol
30|cant see myself going without makeup
60|i see spots, like pimples, not stars
30|is the dark room needed
70|skin darker like a tan
60|brown flakes when i wash
30|white bits when i rub its the peeling
44|yellow bruise fading
80|greenish bruise
30|my skin feels tight and hot after the sun lamp at work? just warm
30|warm but not hot
20|face burns a bit when i apply the gel
40|stung when i sweated
3|burning like sunburn 3 hours after, normal?
2|its throbbing a bit 2 hours in
8|sore like a graze
26|pain 3
25|2 4 n
25|redness 7 pain 2
49|7
30|8
26|6 5 no
25|10
74|3 y
30|W
50|same
30|better
44|B
30|yes
30|no
30|not really
30|a bit
49|worse? no better thanks
170|y back to normal
340|n
340|no marks no bumps no lines
30|can i kiss my baby
30|is my baby ok to touch my face
50|can i hold my friends newborn
44|my 15 year old wants it for acne scars
none|minimum age? my daughter is 16
60|my son cut his knee, can i clean it with the same wash
30|my mum thinks i look burnt, i think i look fab
20|boyfriend says i look ill lol
50|grandma fell so im at hospital with her, is sitting in a and e risky for my skin
30|a mate of mine is allergic to lidocaine can he still have it
60|workmate says her face oozed for days, is that usual? mine never
30|i read bleeding means they went too deep
44|tiktok says to put breast milk on
30|the article said vision loss is possible with filler, not needling right?
20|google says rash = allergic, i have no rash just asking
30|film last night had so much blood i felt sick lol
40|watching casualty, someone coded, made me think of your aftercare haha
30|quiz night: what does sepsis mean
30|nursing student here revising anaphylaxis, can i use my face as an example lol
50|writing a review, is 'no pain no drama' ok
44|autocorrect, i meant facial not fatal
30|oops sent that about the bleeding to the wrong clinic
60|disregard the swollen tongue text, my toddler got the phone
30|ignore my msg about pus, it was concealer
44|meant to text my vet about the dogs eye
30|sorry for panicking, it was lipstick not blood
50|update: the lump was a mosquito bite, gone
30|spoke to 111 they werent worried, can i shower
60|dentist numbed me and now wears off, unrelated. can i eat
44|yday i thought it was infected but nurse looked and its just peeling
70|the doctor says my pulse is fine and skin fine
30|got told off by gp for worrying, all normal
200|scar looks so much better
300|when will i see results
400|dark marks are fading nicely
500|bumps all gone
40|i had fever blisters as a kid, anything to take before next time?
none|i get cold sores, should i tell you before booking
none|i have a heart condition can i have it
none|had a stroke in 2018, allowed?
none|im epileptic, is it allowed
none|im on warfarin is needling allowed
""".strip().splitlines()


@pytest.mark.parametrize("row", IN_PASSING)
def test_a_red_word_in_passing_alarms_nobody(row):
    hours, text = row.split("|", 1)
    decision = gate(text, hours=None if hours == "none" else float(hours))
    assert not at_least(decision.level, "urgent"), decision.flags
