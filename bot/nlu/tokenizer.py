"""Rasa tokenizer: the project's own cutting of text messages (bot.nlu.words) inside a Rasa pipeline."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import topics


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SmsTokenizer(Tokenizer):
    """Tokens as written, with the plain form (shorthand written out, spelling corrected) as lemma for the featurizers."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own tokenizer settings; intents are not split."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute of the message; never empty, as Rasa's featurizers need one."""
        text: str = message.get(attribute)
        words = topics.default().words(text)
        tokens = [Token(word.text, word.start, word.end, lemma=word.norm) for word in words]
        return tokens or [Token(text, 0)]
