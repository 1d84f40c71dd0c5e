"""The trained topic model: which public topics a text is likely about when the lexicon knows none of its words.

One logistic regression per topic over word and letter n-grams. It is kept as plain arrays and JSON, so loading a model
file cannot run code, and prediction needs numpy only.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

FEWEST = 8
LETTERS = (3, 5)
MOST_FEATURES = 20_000


class TopicModel:
    """Probabilities of topics for normalised texts (words joined by blanks)."""

    def __init__(self, topics: list[str], vocabulary: dict[str, int], idf: NDArray, weights: NDArray, bias: NDArray) -> None:
        self.topics = topics
        self._vocabulary = vocabulary
        self._idf, self._weights, self._bias = idf, weights, bias

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[set[str]], *, strength: float = 10.0, seed: int = 7) -> "TopicModel":
        """Fit one classifier per topic that has at least `FEWEST` examples; texts without a topic are the counterexamples."""
        counts = Counter(topic for topics in labels for topic in topics)
        topics = sorted(topic for topic, count in counts.items() if count >= FEWEST)
        vectorizer = TfidfVectorizer(analyzer=features, max_features=MOST_FEATURES, sublinear_tf=True, min_df=2)
        matrix = vectorizer.fit_transform(texts)
        weights, bias = [], []
        for topic in topics:
            fitted = LogisticRegression(C=strength, solver="liblinear", random_state=seed).fit(
                matrix, [topic in own for own in labels]
            )
            weights.append(fitted.coef_[0])
            bias.append(fitted.intercept_[0])
        vocabulary = {feature: int(column) for feature, column in vectorizer.vocabulary_.items()}
        return cls(topics, vocabulary, vectorizer.idf_, np.array(weights, dtype=np.float32), np.array(bias, dtype=np.float32))

    def probabilities(self, text: str) -> dict[str, float]:
        """Probability of each topic, 0..1, each on its own."""
        counts = Counter(self._vocabulary[feature] for feature in features(text) if feature in self._vocabulary)
        if not counts:
            return dict.fromkeys(self.topics, 0.0)
        columns = np.fromiter(counts, dtype=int)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=float))) * self._idf[columns]
        values /= np.linalg.norm(values)
        scores = self._weights[:, columns] @ values + self._bias
        return dict(zip(self.topics, (1 / (1 + np.exp(-scores))).tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write topics.json and topics.npz into `folder`."""
        words = sorted(self._vocabulary, key=self._vocabulary.__getitem__)
        (folder / "topics.json").write_text(json.dumps({"topics": self.topics, "features": words}), encoding="utf-8")
        np.savez_compressed(folder / "topics.npz", idf=self._idf, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, folder: Path) -> "TopicModel":
        """Read what `save` wrote."""
        kept = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        with np.load(folder / "topics.npz", allow_pickle=False) as arrays:
            return cls(
                kept["topics"],
                {feature: column for column, feature in enumerate(kept["features"])},
                arrays["idf"],
                arrays["weights"],
                arrays["bias"],
            )


def features(text: str) -> list[str]:
    """Words, word pairs, and letter runs inside words ("_" marks a word's edge)."""
    words = text.split()
    found = [f"w:{word}" for word in words]
    found += [f"p:{left} {right}" for left, right in zip(words, words[1:], strict=False)]
    for word in words:
        edged = f"_{word}_"
        for size in range(LETTERS[0], LETTERS[1] + 1):
            found += [edged[at : at + size] for at in range(len(edged) - size + 1)]
    return found
