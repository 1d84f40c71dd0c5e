"""The words a protocol may use: its subjects, verdicts, general texts and placeholders.

A subject is a public topic ("makeup") or a finer variant of one ("makeup/eye"). The list is fixed because the understanding of
texts is trained on it: a subject that nothing can recognise would be an answer nobody ever gets.
"""

VERDICTS = ("avoid", "caution", "ok", "info")

#: Levels a window may raise by itself; an emergency is only ever found in the patient's own words.
WINDOW_LEVELS = ("none", "review", "urgent")

SYMPTOMS = (
    "redness", "swelling", "bleeding", "dryness", "peeling", "itching", "warmth", "bruising", "breakout", "pigmentation", "pain",
)  # fmt: skip

TOPICS = SYMPTOMS + (
    "cleansing", "shower", "moisturizer", "serum", "sunscreen", "sun_exposure", "tanning", "makeup", "exercise", "swimming",
    "sauna", "retinoid", "acids", "vitamin_c", "exfoliation", "hair_removal", "hair_dye", "other_treatment", "alcohol", "smoking",
    "sleep", "touching", "cooling", "prp", "home_roller", "cold_sore", "travel", "work", "results", "next_session", "pregnancy",
    "medication", "infection_sign", "allergy_sign", "eye", "distress", "appointment", "cost", "thanks", "greeting", "goodbye",
    "fine", "human", "stop", "help", "who_are_you", "wrong_number", "other",
)  # fmt: skip

#: The one sign that is a variant: the numbing cream's, expected for some hours.
NUMBNESS = "other/numbness"

VARIANTS = (
    "breakout/milia", "cleansing/water", "cleansing/cleanser", "cleansing/brush", "cleansing/scalp", "shower/hot",
    "shower/lukewarm", "moisturizer/supplied", "moisturizer/own", "serum/supplied", "serum/hyaluronic", "sunscreen/mineral",
    "sunscreen/chemical", "tanning/sunbed", "tanning/self", "makeup/mineral", "makeup/eye", "makeup/heavy", "makeup/tools",
    "exercise/gentle", "exercise/sweaty", "acids/toner", "hair_removal/shave", "hair_removal/wax", "hair_removal/laser",
    "hair_dye/face_away", "hair_dye/treated", "cooling/cloth", "cooling/wrapped", "cooling/bare_ice", "work/dusty",
    "medication/nsaid", "medication/paracetamol", "medication/minoxidil", "medication/cream", "eye/lenses", "other/food",
    NUMBNESS, "other/mask_wear", "other/perfume",
)  # fmt: skip

SUBJECTS = TOPICS + VARIANTS

#: Placeholders of a window's text, each with the longest thing it is ever replaced by.
WINDOW_PLACEHOLDERS = {"from": "from Wed 30 Sep, 12:30 pm", "until": "until Wed 30 Sep, 12:30 pm"}

#: Placeholders of a general text, with a long but possible value to measure texts by.
TEXT_PLACEHOLDERS = {
    "emergency_number": "999 or 112",
    "crisis_line": "Samaritans on 116 123",
    "urgent_line": "NHS 111",
    "by": "Wednesday 12:30 pm",
    "clinic_phone": "+44 20 7946 0958",
    "clinic_name": "Harbour Skin and Laser Clinic",
    "procedure": "radiofrequency microneedling",
    "danger": "breathing trouble",
    "performed_at": "Wednesday 12:30 pm",
    "number": "7",
}

QUESTIONS = ("worse_or_better", "pain_score", "danger", "infection_screen", "which_session", "is_this_you", "what_worries")
