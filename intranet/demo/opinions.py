"""Staff's words: the opinion at each step of a case, the internal result and the reply to the resident."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from intranet.demo.complaints import Subject
from intranet.demo.content import table
from intranet.demo.dice import weighted
from intranet.demo.grammar import SLOT, expand, say, tidy

SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
GIVEN_FIRST = "建秀桂国志玉春海晓丽永文明小淑立德红凤长金云学雪佳子宇思雨嘉欣浩俊梓诗一"
GIVEN_SECOND = "华英兰芳军平强梅敏霞峰涛洁琴玲辉斌娟燕波宁生荣杰超涵轩怡琪航远彤宸阳"
PHONE_PREFIX = "1990000"


def opinion_steps() -> frozenset[str]:
    """The steps there are words for, e.g. accept, verify_true, return_ask, suspend_approve."""
    return frozenset(table("opinions"))


def opinion(rng: Random, step: str, values: Mapping[str, str]) -> str:
    """The opinion of one step. ``values`` needs only the slots the drawn sentence uses; see opinion_slots()."""
    return tidy(say(rng.choice(table("opinions")[step]), rng, values))


def opinion_slots(step: str) -> frozenset[str]:
    """The slots that any sentence of the step may use."""
    return frozenset(slot for text in table("opinions")[step] for slot in SLOT.findall(text))


def result_words(rng: Random, subject: Subject) -> str:
    """处置结果, the internal opinion."""
    return expand(rng.choice(subject.done), rng)


def reply_words(rng: Random, subject: Subject, *, unit: str) -> str:
    """对外答复, kept apart from the internal opinion. ``unit`` is the short name of the unit that answers."""
    core = expand(rng.choice(subject.reply), rng)
    opening = rng.choice(("您好，您反映的情况已收到。", "市民朋友您好。", "您好！", "感谢您的反映。"))
    ending = rng.choice(("感谢您对城市管理工作的支持。", "如有其他问题，欢迎继续反映。", f"（{unit}）", "欢迎您对办理情况作出评价。", ""))
    return opening + core + ending


def rating_score(rng: Random) -> int:
    """A rating from 5 to 1; most people who rate are content, and some are not."""
    return weighted(rng, (5, 4, 3, 2, 1), (46, 28, 13, 7, 6))


def requester_name(rng: Random) -> str:
    """An invented name of a resident."""
    given = rng.choice(GIVEN_SECOND) if rng.random() < 0.25 else rng.choice(GIVEN_FIRST) + rng.choice(GIVEN_SECOND)
    return rng.choice(SURNAMES) + given


def requester_phone(rng: Random) -> str:
    """A mobile number of a block that is not given out (199-0000-xxxx)."""
    return f"{PHONE_PREFIX}{rng.randint(0, 9999):04d}"
