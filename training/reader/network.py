"""The network: MiniLM's encoder, the mean of its word vectors, and one linear head each for level, act and topics."""

from torch import Tensor, nn
from transformers import AutoConfig, BertModel

from training.reader.base import Base


class Network(nn.Module):
    """Token ids, mask and own tokens, (batch, length) int64, to the logits of levels, acts and topics, each (batch, labels)."""

    def __init__(self, base: Base, levels: int, acts: int, topics: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = BertModel(AutoConfig.from_pretrained(base.folder), add_pooling_layer=False)
        self.encoder.load_state_dict(base.weights(), strict=False)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.level, self.act, self.topic = (nn.Linear(width, labels) for labels in (levels, acts, topics))
        # A topic is seldom meant: starting there spares the first pass.
        nn.init.constant_(self.topic.bias, -4.0)
        for parameter in self.encoder.embeddings.word_embeddings.parameters():
            parameter.requires_grad = False

    def learning(self) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
        """The parameters that learn: the encoder's but for its word vectors, and those of the heads."""
        encoder = [parameter for parameter in self.encoder.parameters() if parameter.requires_grad]
        return encoder, [parameter for head in (self.level, self.act, self.topic) for parameter in head.parameters()]

    def forward(self, ids: Tensor, mask: Tensor, own: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of level, act and topics, from the tokens that are the text's `own`: all, unless something went before."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = own.unsqueeze(-1).to(hidden.dtype)
        mean = self.dropout((hidden * weight).sum(1) / weight.sum(1))
        return self.level(mean), self.act(mean), self.topic(mean)
