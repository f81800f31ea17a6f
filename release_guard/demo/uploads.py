"""The story of an upload: private until a colleague has looked at what is on the Hub, and held again after training."""

from hashlib import sha256

from release_guard.demo.story import Run, Step, Story, Write
from release_guard.demo.weights import safetensors

_UPLOAD_PY = '''\
"""Brings the folder "model" to the Hub."""

import sys

from huggingface_hub import HfApi

sys.tracebacklimit = 0  # what an error says is enough here

api = HfApi()
api.create_repo("ada/digits", private=False, exist_ok=True)
api.upload_folder(repo_id="ada/digits", folder_path="model")
'''
_LOOK_PY = '''\
"""Shows what somebody without an account sees of ada/digits."""

from huggingface_hub import HfApi
from huggingface_hub.errors import RepositoryNotFoundError

try:
    seen = HfApi(token=False).model_info("ada/digits", files_metadata=True)
except RepositoryNotFoundError:
    print("nothing: for strangers there is no such model")
else:
    for file in seen.siblings:
        print(f"{file.rfilename} (sha256 {file.lfs.sha256[:12]}...)" if file.lfs else file.rfilename)
'''
_CONSIDERATIONS = """\
schema = "release-considerations/1"

[release]
title   = "Digit classifier"
owner   = "ada@example.org"
authors = ["ada@example.org"]
contact = "ada@example.org"
targets = ["hf:models/ada/digits"]
summary = "A small convolutional network that reads single handwritten digits."
modalities = ["image"]
synthetic_media = false

[hazards]
product   = { present = "no", rationale = "It reads digits; nothing that it makes could deceive anyone." }
data      = { present = "no", rationale = "Trained on a public benchmark of digits, without personal data." }
attention = { present = "no", rationale = "The technique has been in textbooks for decades." }

[content]
release = ["source-code", "trained-model"]

[timing]
mode = "immediate"

[distribution]
tier = "public"

[decision]
outcome     = "go"
rationale   = "No hazard was found, and it is useful for teaching."
accountable = "ada@example.org"
"""
_POLICY = """\
schema = "release-policy/1"
name = "lab"

# Nobody outside gets what only its author has looked at.
[[requirement]]
level = 1
from = "gated-manual"
people = [{ role = "any" }]
"""
_PLACE = "hf:models/ada/digits"
_WEIGHTS = "model/model.safetensors"
_REVIEWED = safetensors(seed=1)
_RETRAINED = safetensors(seed=2)
_SEEN = f"{sha256(_REVIEWED).hexdigest()[:12]}..."
_LOOK = "python look.py"
_UPLOAD = "release-guard exec -- python upload.py"
_PUBLISH = f"release-guard publish {_PLACE} --yes"

UPLOADS = Story(
    title="The second part: uploads, with the real huggingface_hub and a small Hub of the tour's own on this machine.",
    home="digits-on-hub",
    names={},
    scene=(
        Run("git init digits-on-hub"),
        Write("digits-on-hub/upload.py", _UPLOAD_PY),
        Write("digits-on-hub/look.py", _LOOK_PY),
        Write("digits-on-hub/release-considerations.toml", _CONSIDERATIONS),
        Write("digits-on-hub/release-policy.toml", _POLICY),
        Write("digits-on-hub/.gitignore", "/model/\n"),
        Write("digits-on-hub/model/README.md", "# Digit classifier\n\nReads single handwritten digits.\n"),
        Write("digits-on-hub/model/config.json", '{"classes": 10}\n'),
        Write("digits-on-hub/model/model.safetensors", _REVIEWED),
        Run("git -C digits-on-hub add ."),
        Run('git -C digits-on-hub commit -m "Upload the classifier"'),
    ),
    steps=(
        Step(
            "Ada brings a model to the Hub as she always does, with a script that asks for a public repository. Her "
            "answers are complete and name the place, but the policy of her lab wants a second pair of eyes, and "
            "nobody else has looked. `exec` guards this one command. The upload isn't lost: it goes to a "
            "repository that is private, and one line says why, and how it gets further.",
            (
                Run("git show HEAD:upload.py"),
                Run(_UPLOAD, tells=(f"lowered: {_PLACE} is private", f"release-guard publish {_PLACE}")),
                Run(_LOOK, tells=("nothing:",)),
            ),
        ),
        Step(
            "She tries what that line says. `publish` judges everything that the repository holds, in every revision; "
            "it is refused, and the repository stays private.",
            (
                Run(_PUBLISH, status=1, tells=("RG301", f"{_PLACE} stays private")),
                Run(_LOOK, tells=("nothing:",)),
            ),
        ),
        Step(
            "Sam looks at the model where it is, on the Hub, and says yes. His review is bound to the digests of what "
            "is there; no weights had to be downloaded for that. Ada keeps it in her project.",
            (
                Run(
                    f"release-guard review record --at {_PLACE} --by sam@example.org --role ml --decision approve "
                    '--rationale "I ran it on the test set; it reads digits and nothing else."',
                    tells=("bound to 1 weight or data file", _SEEN, f"then release-guard publish {_PLACE}"),
                ),
                Run("git add release-records"),
                Run('git commit -m "Record the review of Sam"'),
            ),
        ),
        Step(
            "Now `publish` goes through: one call makes it public, and the Hub is asked what it shows. Strangers see "
            "the weights that Sam saw.",
            (
                Run(_PUBLISH, tells=(f"{_PLACE} is public, as the Hub shows it now",)),
                Run(_LOOK, tells=("model.safetensors", _SEEN)),
            ),
        ),
        Step(
            "Ada trains for one more night and runs the same script. What goes to this repository now, everybody has "
            "at once, and nobody has looked at what is new: the upload is refused before a byte of it moves, and "
            "strangers still see what Sam saw.",
            (
                Write(_WEIGHTS, _RETRAINED, "the weights after another night of training"),
                Run(_UPLOAD, status=1, tells=("blocked", "RG304", "nothing was published", "--to sam")),
                Run(_LOOK, tells=("model.safetensors", _SEEN)),
            ),
        ),
    ),
    shown="an upload stayed private until it was reviewed, and nothing new went to what was public by then",
    own=("release-guard install --hub",),
    on_hub=True,
)
