"""Red words said in passing (hours | text): leaflets quoted, dogs, bosses, jokes, last year."""

import pytest

from bot.levels import at_least
from bot.safety import gate

IN_PASSING = """
30|can i have a hot chocolate
44|my skin is thirsty
30|is my face supposed to be this pink
20|red as a post box lol
26|when can i have my lashes done
50|should i be peeling by now
60|no flaking at all, is something wrong with me
30|something wrong with your booking page
20|can you look at my booking
30|why does it itch at night
24|am i allowed ibuprofen gel on my knee
44|my back pain is bad can i take naproxen
30|my knee is swollen from netball, can i ice it
60|got my period and cramps, can i take feminax
40|dentist found an abscess in my tooth, on amoxicillin, ok with my skin?
30|i have a uti can i still come
50|i burned my finger
30|my dog is sick
60|have a chest infection, on antibiotics, affect healing?
44|bitten by mosquitoes on my legs
30|my eczema on my arms is flaring
30|stubbed my toe and its black
70|my hand is numb from sleeping on it, ok now
20|legs are killing me after leg day
30|my heart goes out to your nurse
80|broken heart diet, wine ok
30|feeling blue
30|blue nail varnish ok
40|her skin is glowing, mine?
30|my sisters jealous
44|what if i forget spf
none|i faint at needles, can i lie down
none|i have a nut allergy
none|im scared it will hurt
none|is it painful
none|how bloody is it
none|do you numb the lips
none|can you do under eyes
30|eyes look brighter
30|are my eyes meant to water in wind
20|is sneezing ok
30|sneezed and a drop of blood came out my nose
10|dots of blood came through when i patted it
14|pillow had a few spots of blood
30|when does the swelling peak
44|swelling the same as this morning, normal?
28|more swollen than yesterday, day 2, is that usual
26|cheeks hot to touch still
30|a bit shiny and tight
36|itchy round my jaw
50|small rough bumps under the skin, day 2
30|two tiny whiteheads
26|4
49|2, bit sore
74|redness 2, no swelling
25|pain 5
30|tender 3/10
44|can i pop one spot
30|lip feels dry and tight
90|flaky eyelids, cream ok?
30|had my lips done too and theyre slightly swollen
30|one eyelid a bit puffy on waking
30|my mums having a stroke of genius and booking too
5|she pressed so hard with the gauze i thought my eye would pop lol, all good
20|is it true the fda warned about burns with rf
60|my hubby fainted at the sight of my face haha
10|could murder someone for a coffee, is caffeine ok
30|no signs of infection according to the pharmacist, can i go swimming
26|if my temp was over 38 id call you right
44|do i call 999 or you if i had an allergic reaction, just so i know
50|had an allergic reaction to penicillin in 98, relevant?
3|can i use my asthma inhaler as usual
30|i carry an epipen for nuts, do i need to tell you
70|was shivering at the bus stop, forgot my coat
20|hot yoga tonight? or will i pass out lol
30|i bruise like a peach
8|my scalp feels tight like a drum
40|got stung by a wasp on my foot, can i use antihistamine cream there
60|my daughter bled on my pillow from her nose, do i wash it at 60
5|is it normal that the needles made me bleed a bit, all dry now
50|burnt my hand on the oven, can i use the gel you gave me on it
30|burning through my spf, where do i buy more
28|flashing lights at the concert, do i need spf lol
12|a blackout blind would help me sleep
30|seeing my ex friday so need to look good
70|cant see any grid marks so thats good
60|eye test tomorrow, drops ok?
44|i have an eye appointment, can they touch my face
30|eyes watered when she did my nose, normal?
20|is chest freckling treatable with this
200|my heart is broken, they cancelled love island. also when can i wax
300|tell my girls at reception they were lovely
400|i wont be around next week, move my appointment please
120|this weather will be the death of me. spf 50 enough?
90|id die without my concealer, when can i
50|feel like a new woman
30|am i going to look like a monster for my wedding sat or will it calm down
60|so over this peeling
30|my face has given up on foundation
30|im hopeless at remembering spf
40|overdosed on chocolate, will i break out
30|took 2 paracetamol for a headache
48|how many paracetamol can i take in a day
30|knife and fork job to get this cream out of the jar
30|bridge of my nose is peeling
22|roof of my mouth burnt on pizza
36|on the train home can i top up spf
60|walking off the plane into 35 degrees sun, hat ok?
50|stood under a cold shower, bliss
100|my scabs are gone, my skin is glowing
30|lip balm with mint tingles, ok?
60|lips tingle when i use plumper gloss
40|mouth ulcer, can i use bonjela
30|dentist wants to numb me tomorrow, is that ok
8|still numb from the cream on my nose, 2 hours after
5|cheek feels dead from numbing, when will it wear off
20|hands are freezing after the gym shower
30|lost my voice at the match, can i have strepsils
40|sore throat and a cold, do i reschedule
40|coughing a lot, covid neg, ok for session
60|out of breath just climbing your stairs lol get a lift
30|the smell of your numbing cream, yuk
50|smelly feet from trainers, off topic lol
44|wet look moisturiser too oily?
30|weeping at the end of marley and me
50|ooze confidence now
30|crusty bread ok or is chewing bad
30|yellow light therapy ok?
60|green tea toner?
24|there was some clear wetness the first night, gone now
20|pinprick dots of blood when i wiped, stopped straight away
44|will there be blood again next time
30|blood test came back low iron
60|on the pill, does that matter
30|my friend who takes warfarin wants to book
30|is it safe for diabetics
30|why do pregnant women have to wait
70|my sisters pregnant not me lol
30|he has a face like thunder today
60|spitting feathers, parking ticket outside yours
30|the price gave me heart failure
40|swollen with pride
20|puffy jacket weather, scarf over face ok?
30|fat lip balm pen ok?
50|throat and neck can they be done next time
30|neck a bit pink where you did it
30|tongue in cheek but am i a tomato
26|choking hazard this hyaluronic bottle lol
40|gasping for a gin
12|wheezed laughing at the before pic
30|fever tree tonic only, no gin, ok?
30|temperature of the water for washing?
50|38 and never been kissed lol. when can i wear lipstick
20|ran 38.5 miles last week, when can i run again
30|the doctor who looked at it online said its just normal healing
36|your nurse phoned, all good, no infection
20|scrap that, it was jam on my chin not blood
30|oops meant to send that to my doctor about my mums fever
30|how do you spell cellulitis
10|does lidocaine make everyone dizzy
30|my therapist asked if im suicidal, im not, just fed up w peeling
200|not depressed or anything just bored of the redness chat
44|me duele un poco, es normal?
20|no tengo ampollas, solo seca
30|puedo nadar si no tengo fiebre
30|ما عندي ألم ولا تورم
20|هل ممكن يصير التهاب
30|if it starts bleeding do i press or leave it
20|suppose i got a blister, would you see me same day
none|would i be able to sue if it scarred me lol
40|say my eye swelled up, who do i ring at night
24|if someone had a fit on your table what happens
60|if i felt faint again like at the dentist would you give me juice
none|imagine i was allergic to the numbing, how would you know
30|in the event of a fever is it 111 or you
10|hypothetically if pus appeared what colour is bad
44|if my breathing went funny i'd know to call 999, dont worry
30|not a hint of a blister anywhere
30|zero bleeding zero bruising zero regrets
70|didnt faint, didnt bleed, didnt even swear
44|no i dont have a temperature and no its not oozing
40|there's been no swelling of lips or tongue, i checked like you said
60|haven't noticed any spreading or heat
48|nothing coming out of it, no smell
20|my sight hasnt changed
80|not suicidal lol just sick of peeling
30|it isnt that i cant breathe its just the mask is stuffy
30|never fainted in my life
66|i can swallow fine and talk fine
90|there was never any pus
44|pain? none. fever? none. boredom? severe
20|dead chuffed with it
40|dying for a wee in your waiting room lol
30|killed it at work today with my new face
200|im over the moon
50|heart racing for the reveal tmrw
20|sweating over my exam results not my skin
30|chill pill needed for my mum shes worrying
40|my head is spinning with all these serums
30|my blood is boiling, parking ticket outside
44|it cost an arm and a leg
30|cold feet about session 2
60|hot mess express over here
30|fire face emoji 🔥
30|the redness is killing my vibe
90|blind date tomorrow, makeup ok?
30|love is blind is on, anyway when can i wash
44|bleeding edge tech this pen
28|bleeding hell it was worth it
30|bloody love it
36|swollen ego after all the compliments
40|bursting to show everyone
20|stabbing in the dark here but is it ok to tone
30|stroke my cat ok?
40|shock horror i forgot spf
30|infectious laugh your nurse has
60|having a funny turn of luck
30|is it fatal if i use my old moisturiser lol
20|am i gonna die if i have one glass of wine
30|my eyebrows are on fleek not on fire
10|how do you sterilise the needles
none|what blood tests do you need
20|what would sepsis look like in the first days
30|can microneedling trigger shingles
50|does it hurt more on the lips
none|whats the chance of an allergic reaction
44|difference between a whitehead and a pustule?
60|why does the skin weep after needling
none|is fainting common during the treatment
30|how long after a fever can i have needling
30|what is anaphylaxis
none|do you treat people with epilepsy
30|when is swelling an emergency
80|which symptoms mean i should go to a and e
24|how much bleeding is too much
40|when would numbness be a problem
30|why would someones vision go blurry after this
none|do you check for infection at the follow up
60|how would a burn look on dark skin
30|do scars go lumpy ever
30|deceased at how red i am 😂
40|rip my face lol
30|my face has left the chat
20|call the police someone stole my glow
50|help im a tomato
50|emergency!!! can i wear lipstick to a party
30|sos what spf
30|code red: my face. jk all good
44|someone call an ambulance im too pretty now
30|im literally a lobster send help lol
30|husband screamed when he saw me haha
20|kids think i fought a hedgehog
40|day 2 update: patient alive, mood excellent
30|currently identifying as a beetroot
60|my cat collapsed with laughter at me
30|i look like i lost a fight with a cheese grater lol
44|my boss has sepsis in hospital so im covering, can i wear makeup to work
30|my nephew split his chin and theres blood on my pillowcase, do i change it
20|dads on warfarin not me, can we share the arnica
40|neighbour had a stroke, stressful week, does stress slow healing
""".strip().splitlines()


@pytest.mark.parametrize("row", IN_PASSING)
def test_a_red_word_in_passing_alarms_nobody(row):
    hours, text = row.split("|", 1)
    decision = gate(text, hours=None if hours == "none" else float(hours))
    assert not at_least(decision.level, "urgent"), decision.flags
