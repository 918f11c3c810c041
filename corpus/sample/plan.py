"""Plans the corpus story by story: who sues whom where and when, and what follows from it."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from corpus.sample.civil import CIVIL_TOPICS, civil_story
from corpus.sample.criminal import CRIMINAL_TOPICS, criminal_story
from corpus.sample.curated import curated_story
from corpus.sample.defects import plant
from corpus.sample.docket import Docket, Story
from corpus.sample.questions import Policy
from corpus.sample.related import related_story
from corpus.sample.voice import Voice

__all__ = ["Planner"]

_CURATED, _RELATED = 0.03, 0.05  # shares of the stories
_DEFECTIVE = 0.06  # of the stories that end with a judgment no other names


class Planner:
    """Draws stories in order of their index; the same seed gives the same stories."""

    def __init__(self, seed: int, policy: Policy, *, brief: bool = False) -> None:
        """Plan with the questions of ``policy``; ``brief`` documents leave out what they can."""
        self.seed = seed
        self.brief = brief
        self.docket = Docket(policy, Counter())

    def stories(self) -> Iterator[Story]:
        """Yield stories without end."""
        index = 0
        while True:
            yield self.story(index)
            index += 1

    def story(self, index: int) -> Story:
        """Return one story, now and then with a mistake planted in its last document."""
        story, voice = self._tell(index)
        last = story.documents[-1]
        alone = len(story.documents) == 1 and last.truth.kind == "judgment"
        appeal = len(story.chain) > 1 and last.truth.procedure == "二审"
        if (alone or appeal) and voice.chance(_DEFECTIVE):
            text = plant(last.text, last.truth, voice)
            story.documents[-1] = replace(last, text=text)
        return story

    def _tell(self, index: int) -> tuple[Story, Voice]:
        voice = Voice(random.Random(f"leian {self.seed} {index}"), brief=self.brief)
        fork = voice.rng.random()
        if fork < _CURATED:
            return curated_story(index, voice, self.docket), voice
        if fork < _CURATED + _RELATED:
            return related_story(index, voice, self.docket), voice
        weights = {
            topic: weight
            for topic, (weight, _) in (*CIVIL_TOPICS.items(), *CRIMINAL_TOPICS.items())
        }
        topic = voice.rng.choices(list(weights), list(weights.values()))[0]
        tell = civil_story if topic in CIVIL_TOPICS else criminal_story
        return tell(topic, index, voice, self.docket), voice
