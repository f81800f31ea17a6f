"""The words that mean a capability, by the place where they stand: packages, tags, architectures, loaded models.

Letters and digits alone are compared. Libraries that serve many ends (face recognition, speaker verification, plain
speech synthesis, diffusion in general) are left out: a hint raises the level of a release.
"""

#: Packages and repositories, in lists of dependencies.
PACKAGES = {
    "voice-cloning": "coqui-tts openvoice myshell-openvoice tortoise-tts f5-tts f5-tts-mlx e2-tts chatterbox-tts "
    "fish-speech "
    "rvc-python infer-rvc-python rvc-cli so-vits-svc-fork so-vits-svc ddsp-svc diff-svc seed-vc knn-vc "
    "real-time-voice-cloning cosyvoice gpt-sovits zonos vibevoice styletts2 spark-tts index-tts indextts "
    "neuttsair vall-e vall-e-x metavoice-src megatts3 voxcpm xtts-api-server bark-voice-cloning pocket-tts",
    "face-swap": "roop roop-unleashed facefusion faceswap face-swapper faceswapper deepfacelab simswap inswapper "
    "deepfacelive deep-live-cam sber-swap hififace sd-webui-roop sd-webui-reactor comfyui-reactor-node "
    "swapface",
    "lip-sync": "wav2lip easy-wav2lip sadtalker musetalk latentsync video-retalking liveportrait hallo2 echomimic "
    "aniportrait dreamtalk geneface makeittalk first-order-model thin-plate-spline-motion-model",
    "likeness": "instantid photomaker ip-adapter-faceid pulid infiniteyou consistentid arc2face consisid",
    "text-to-video": "animatediff cogvideo cogvideox hunyuanvideo open-sora opensora videocrafter ltx-video "
    "mochi-preview "
    "pyramid-flow skyreels zeroscope framepack",
    "image-generation": "stable-diffusion-sdkit invokeai dalle-pytorch stylegan2-pytorch lightweight-gan",
}
#: Tags and pipelines of model cards, and keywords of packages.
TAGS = {
    "voice-cloning": "voice-cloning voice-clone cloning-voice voice-conversion zero-shot-tts zero-shot-voice-cloning "
    "speaker-cloning speech-cloning singing-voice-conversion rvc so-vits-svc",
    "face-swap": "face-swap face-swapping face-swapper deepfake deepfakes deep-fake face-reenactment inswapper",
    "lip-sync": "lip-sync lip-syncing lip-synchronization talking-head talking-face talking-head-generation "
    "talking-face-generation audio-driven-animation audio-driven-talking-head portrait-animation wav2lip",
    "likeness": "dreambooth textual-inversion likeness id-preserving identity-preserving face-generation faceid "
    "ip-adapter-faceid instantid deepnude nudify undress",
    "text-to-video": "text-to-video text2video t2v image-to-video image2video i2v video-to-video video-generation",
    "image-generation": "text-to-image text2image unconditional-image-generation image-generation stable-diffusion "
    "stable-diffusion-xl sdxl",
}
#: Classes and kinds of model, in their configs; see ``FAMILIES`` for those that end alike.
ARCHITECTURES = {
    "voice-cloning": "xtts XttsModel F5TTS OpenVoice CosyVoice SpeechT5ForSpeechToSpeech CsmForConditionalGeneration "
    "DiaForConditionalGeneration VibeVoiceForConditionalGeneration HiggsAudioV2ForConditionalGeneration "
    "ChatterboxTTS",
    "face-swap": "inswapper SimSwap",
    "lip-sync": "Wav2Lip SadTalker MuseTalk LatentSync",
    "likeness": "InstantID PhotoMaker PuLID ConsisIDPipeline StableDiffusionXLInstantIDPipeline",
    "text-to-video": "WanPipeline WanImageToVideoPipeline WanVACEPipeline LTXPipeline LTXImageToVideoPipeline "
    "LTXConditionPipeline StableVideoDiffusionPipeline AnimateDiffPipeline AnimateDiffSDXLPipeline "
    "TextToVideoSDPipeline TextToVideoZeroPipeline TuneAVideoPipeline MochiPipeline CogVideoXPipeline "
    "HunyuanVideoPipeline AllegroPipeline LattePipeline EasyAnimatePipeline SkyReelsV2Pipeline "
    "I2VGenXLPipeline PIAPipeline CosmosTextToWorldPipeline UNet3DConditionModel "
    "UNetSpatioTemporalConditionModel UNetMotionModel",
    "image-generation": "StableDiffusionPipeline StableDiffusionXLPipeline StableDiffusion3Pipeline FluxPipeline "
    "FluxKontextPipeline PixArtAlphaPipeline PixArtSigmaPipeline KandinskyPipeline UNet2DConditionModel "
    "DDPMPipeline DDIMPipeline DiTPipeline LDMTextToImagePipeline QwenImagePipeline SanaPipeline "
    "HunyuanDiTPipeline AuraFlowPipeline CogView4Pipeline OmniGenPipeline ChromaPipeline HiDreamImagePipeline "
    "StableCascadeCombinedPipeline IFPipeline",
}
#: How the classes of whole families end.
FAMILIES = {"text-to-video": ("transformer3dmodel", "videopipeline"), "image-generation": ("transformer2dmodel",)}
#: What the name of a repository or of a weight file holds that code loads.
LOADED = {
    "voice-cloning": "xttsv2 f5tts openvoice cosyvoice gptsovits chatterboxtts indextts vallex",
    "face-swap": "inswapper simswap hyperswap blendswap",
    "lip-sync": "wav2lip sadtalker musetalk latentsync liveportrait videoretalking",
    "likeness": "instantid photomaker ipadapterfaceid pulid",
    "text-to-video": "cogvideox hunyuanvideo stablevideodiffusion wan21t2v wan22t2v ltxvideo animatediff texttovideoms "
    "mochi1preview zeroscope",
    "image-generation": "stablediffusion flux1dev flux1schnell",
}
#: Words for a capability in the heading of a page about the project, and words that turn it into its opposite.
HEADING = {
    "voice-cloning": r"voice[ -]?clon|clon\w* (?:\w+ )?voices?\b",
    "face-swap": r"face[ -]?swap|deep[ -]?fakes?\b|swap\w* faces?\b",
    "lip-sync": r"lip[ -]?sync|talking[ -](?:head|face)",
    "text-to-video": r"text[ -]?(?:to|2)[ -]?video|image[ -]?(?:to|2)[ -]?video",
}
OPPOSITE = (
    r"\b(?:no|not|without|stop)\b|detect|defen[cs]|forensic|benchmark|survey|awesome|prevent|watermark|anti|dataset"
    r"|protect|against|spot"
)
