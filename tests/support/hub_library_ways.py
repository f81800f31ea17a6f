"""How people upload with the libraries of others: one small program for each way, told only where to.

Each asks for a public repository where its library lets one ask. ``PLACE`` is an id, ``OUT`` an empty folder;
``model`` makes a tiny model of random weights.
"""

from typing import NamedTuple


class Way(NamedTuple):
    """One way of uploading: the libraries that *code* needs, and a file that *brings* to a repository of *kind*."""

    name: str
    code: str
    brings: str
    needs: tuple[str, ...]
    kind: str = "models"


HEAD = """
import sys
from pathlib import Path
PLACE, OUT = sys.argv[1], Path(sys.argv[2])
OUT.mkdir(exist_ok=True)

def model():
    from transformers import BertConfig, BertModel
    sizes = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    return BertModel(BertConfig(vocab_size=16, max_position_embeddings=8, **sizes))

def tokenizer():
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import PreTrainedTokenizerFast
    words = Tokenizer(WordLevel({"one": 0, "two": 1, "[UNK]": 2}, unk_token="[UNK]"))
    return PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]")

def folder():
    import os, struct, json
    header = json.dumps({"w": {"dtype": "F32", "shape": [1000], "data_offsets": [0, 4000]}}).encode()
    (OUT / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + os.urandom(4000))
    return str(OUT)

def made(kind="model"):
    # Only what isn't there is made: a repository that is there is written to without a word before.
    from huggingface_hub import HfApi
    if not HfApi().repo_exists(PLACE, repo_type=kind):
        HfApi().create_repo(PLACE, repo_type=kind, private=False)
"""

_TRAIN = """
import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments
sizes = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
net = BertForSequenceClassification(BertConfig(vocab_size=16, max_position_embeddings=8, **sizes))
item = {"input_ids": torch.tensor([1, 2]), "labels": torch.tensor(0)}
how = TrainingArguments(
    output_dir=str(OUT), push_to_hub=True, hub_model_id=PLACE, hub_strategy="every_save", hub_private_repo=False,
    max_steps=2, save_steps=1, per_device_train_batch_size=1, use_cpu=True, report_to=[], disable_tqdm=True,
)
trainer = Trainer(model=net, args=how, train_dataset=[item] * 4)
print("training")
trainer.train()
trainer.push_to_hub()
print("trained")
"""
_UNET = """
from diffusers import UNet2DModel
net = UNet2DModel(
    sample_size=8, in_channels=1, out_channels=1, layers_per_block=1, block_out_channels=(8,), norm_num_groups=4,
    down_block_types=("DownBlock2D",), up_block_types=("UpBlock2D",),
)
"""
_FILE_SYSTEM = """
import fsspec
made()
with fsspec.open(f"hf://{PLACE}/model.safetensors", "wb") as file:
    file.write(Path(folder(), "model.safetensors").read_bytes())
"""
_PUT = """
from huggingface_hub import HfFileSystem
made()
HfFileSystem().put(folder() + "/model.safetensors", f"{PLACE}/model.safetensors")
"""
_TABLE = """
import pandas
made("dataset")
pandas.DataFrame({"label": range(1000)}).to_parquet(f"hf://datasets/{PLACE}/train.parquet")
"""
_SCHEDULER = """
from huggingface_hub import CommitScheduler
with CommitScheduler(repo_id=PLACE, folder_path=folder(), every=60, private=False) as scheduler:
    scheduler.trigger().result()
"""
_FUTURE = """
from huggingface_hub import HfApi
api = HfApi()
api.run_as_future(made).result()
api.upload_folder(repo_id=PLACE, folder_path=folder(), run_as_future=True).result()
"""
_OWN_FUTURE = """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor() as pool:
    pool.submit(lambda: model().push_to_hub(PLACE, private=False)).result()
"""
_MIXIN = """
import torch
from huggingface_hub import PyTorchModelHubMixin
class Net(torch.nn.Module, PyTorchModelHubMixin):
    def __init__(self, size: int = 4):
        super().__init__()
        self.layer = torch.nn.Linear(size, size)
Net().push_to_hub(PLACE, private=False)
"""
_THEME = """
import gradio
namespace, name = PLACE.split("/")
gradio.themes.Base().push_to_hub(name, org_name=namespace, version="0.0.1")
"""
_DATASET = """
from datasets import Dataset
Dataset.from_dict({"label": list(range(1000))}).push_to_hub(PLACE, private=False)
"""
_SPLITS = """
from datasets import Dataset, DatasetDict
part = Dataset.from_dict({"label": list(range(1000))})
DatasetDict({"train": part, "test": part}).push_to_hub(PLACE, private=False, num_shards={"train": 3, "test": 1})
"""
_TORCH = ("transformers", "torch")
_WEIGHTS = "model.safetensors"

WAYS = (
    Way(
        "transformers config",
        "from transformers import BertConfig; BertConfig().push_to_hub(PLACE, private=False)",
        "config.json",
        ("transformers",),
    ),
    Way(
        "transformers tokenizer, saved",
        "tokenizer().save_pretrained(OUT, push_to_hub=True, repo_id=PLACE, private=False)",
        "tokenizer.json",
        ("transformers",),
    ),
    Way("transformers model", "model().push_to_hub(PLACE, private=False)", _WEIGHTS, _TORCH),
    Way(
        "transformers model, saved",
        "model().save_pretrained(OUT, push_to_hub=True, repo_id=PLACE, private=False)",
        _WEIGHTS,
        _TORCH,
    ),
    Way("transformers model, in a thread", _OWN_FUTURE, _WEIGHTS, _TORCH),
    Way("transformers Trainer", _TRAIN, _WEIGHTS, (*_TORCH, "accelerate")),
    Way("datasets", _DATASET, "data/train-00000-of-00001.parquet", ("datasets",), "datasets"),
    Way("datasets, in splits and shards", _SPLITS, "data/train-00002-of-00003.parquet", ("datasets",), "datasets"),
    Way(
        "diffusers model",
        f"{_UNET}net.push_to_hub(PLACE, private=False)",
        "diffusion_pytorch_model.safetensors",
        ("diffusers", "torch"),
    ),
    Way(
        "diffusers pipeline, saved",
        f"{_UNET}from diffusers import DDPMPipeline, DDPMScheduler\n"
        "DDPMPipeline(net, DDPMScheduler()).save_pretrained(str(OUT), push_to_hub=True, repo_id=PLACE, private=False)",
        "unet/diffusion_pytorch_model.safetensors",
        ("diffusers", "torch"),
    ),
    Way("hf:// with fsspec", _FILE_SYSTEM, _WEIGHTS, ("huggingface_hub",)),
    Way("HfFileSystem", _PUT, _WEIGHTS, ("huggingface_hub",)),
    Way("hf:// with pandas", _TABLE, "train.parquet", ("pandas",), "datasets"),
    Way("gradio theme", _THEME, "themes/theme_schema@0.0.1.json", ("gradio",), "spaces"),
    Way("the mixin for torch", _MIXIN, _WEIGHTS, ("torch",)),
    Way("run_as_future", _FUTURE, _WEIGHTS, ("huggingface_hub",)),
    Way("CommitScheduler", _SCHEDULER, _WEIGHTS, ("huggingface_hub",)),
)
