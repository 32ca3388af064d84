"""无记名投票 五(五): who may vote, counts that agree with each other, and who is elected round by round.

Only counts are known: papers issued, returned, valid, and for each candidate votes for, against, abstentions.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from typing import NamedTuple

import pandas as pd

from yiwu_award.errors import Fault, OpenPoint
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.checks import located, number, option, whole
from yiwu_award.stages.contest import Cut, best, in_award_order
from yiwu_award.stages.lists import AWARD_TITLES, BODY_TITLES, acted_on, shown, still_in

Tables = Mapping[str, pd.DataFrame]
_AROUND_THE_VOTE = ("candidates", "preselected")


class Round(NamedTuple):
    """Who stands in a round, and the seats that it fills at most."""

    standing: frozenset[str]
    seats: int


class Election(NamedTuple):
    """What the rounds of one award came to.

    Attributes:
        winners: elected so far.
        rounds: by number; a round beyond these was not called for.
        tied: equal in the last round for more seats than are left; empty where nothing is open.
        next_round: the round whose counts are still out; None where none is.
    """

    winners: frozenset[str]
    rounds: Mapping[int, Round]
    tied: frozenset[str] = frozenset()
    next_round: int | None = None


class Held(NamedTuple):
    """The vote as far as it was held.

    Attributes:
        counts: counts of the rounds whose papers are known, with ``valid`` and ``is_passed``.
        rounds: award → its rounds by number, the one that is still out among them; none without a quorum.
        elected: award → who is elected, for each award with nothing open.
        open_points: what the vote waits for or what must be decided.
        faults: what the regulation or arithmetic does not allow.
    """

    counts: pd.DataFrame
    rounds: Mapping[str, Mapping[int, Round]]
    elected: Mapping[str, Set[str]]
    open_points: tuple[OpenPoint, ...]
    faults: tuple[Fault, ...]


def hold(tables: Tables, law: Law, ballot: Mapping[str, Set[str]], as_of: date) -> Held:
    """Count the vote on every award whose candidates are settled.

    Args:
        tables: voters, ballot_papers, ballot_counts, applications, acts, exits.
        law: ``vote.*`` once there are papers, ``quota.*``.
        ballot: settled candidates by award; none for an award whose list was acted empty.
        as_of: candidates who left by the day of the voters' act, or by then, no longer stand.

    Raises:
        NotInForce: quorum, share or base is not decided.
    """
    papers = tables["ballot_papers"][tables["ballot_papers"]["award"].isin(list(ballot))]
    counts = tables["ballot_counts"].merge(papers[["award", "round", "valid"]], on=["award", "round"])
    counts = counts.assign(is_passed=_has_passed(counts, law, tables["voters"]) if len(counts) else False)
    faults = [
        *_faults_of_voters(tables, ballot),
        *_faults_of_papers(papers, tables["voters"], ballot),
        *_faults_of_days(papers, tables["acts"]),
    ]
    points = _quorum(tables["voters"], law) if len(papers) else []
    has_quorum = not points
    points += _namesakes(tables, ballot)
    rule = option(law, "vote.last_seat_tie") if law.given("vote.last_seat_tie") else None
    elected: dict[str, Set[str]] = {}
    rounds: dict[str, Mapping[int, Round]] = {}
    for award, names in ballot.items():
        acted = acted_on(tables["acts"], "preselected", award)
        rows = counts[counts["award"] == award]
        if not names:  # nothing to vote on: only an act that says so, or says otherwise, is of interest
            elected |= {award: frozenset[str]()} if acted else {}
            faults += _faults_of_counts(rows, award, {}, {})
            continue
        standing = still_in(names, tables["exits"], acted or as_of)
        seats = whole(law, f"quota.{award}")
        votes = {int(each): of.set_index("application_id")["votes_for"].to_dict() for each, of in rows.groupby("round")}
        passed = {int(each): set(of.loc[of["is_passed"], "application_id"]) for each, of in rows.groupby("round")}
        again = passed if law.reading("R-54") == "share_again" else None
        election = elect(votes, passed.get(1, set()) & standing, standing, seats, rule, again)
        called = elect(votes, passed.get(1, set()), names, seats, rule, again)  # before anybody left
        faults += _faults_of_counts(rows, award, election.rounds, called.rounds)
        undecided = _undecided(award, election)
        points += undecided
        if has_quorum:  # without one nothing was voted on, and nobody tied
            rounds[award] = election.rounds
            elected |= {} if undecided else {award: election.winners}
    return Held(counts, rounds, elected, tuple(points), tuple(faults))


def elect(
    votes: Mapping[int, Mapping[str, int]], passed: Set[str], standing: Set[str], seats: int, rule: str | None,
    again: Mapping[int, Set[str]] | None = None,
) -> Election:  # fmt: skip
    """Seats go to those who passed in round 1, most votes first; further rounds decide only between the tied.

    A seat for which too few passed stays empty (一(五), R-03): the number of seats is a ceiling. Those tied have passed
    already: whether they must once more in a further round is reading R-54.

    Args:
        votes: round → application → votes for, as far as counted.
        passed: who reached the share of votes in round 1.
        standing: candidates of round 1.
        seats: ceiling of the award.
        rule: what a tie for the last seat leads to: ``next_round``, ``empty``, or None where the year is silent.
        again: round → who reached the share of votes in it, where that is asked for; None where the most votes do.
    """
    rounds = {1: Round(frozenset(standing), seats)}
    if standing - set(votes.get(1, {})):
        return Election(frozenset(), rounds, next_round=1)
    cut: Cut = best({name: votes[1][name] for name in passed}, seats)
    winners, each = cut.taken, 1
    while cut.tied and rule == "next_round":
        each += 1
        rounds[each] = Round(cut.tied, seats - len(winners))
        if cut.tied - set(votes.get(each, {})):
            return Election(winners, rounds, cut.tied, each)
        field = cut.tied if again is None else cut.tied & again.get(each, frozenset())
        cut = best({name: votes[each][name] for name in field}, rounds[each].seats)
        winners |= cut.taken
    return Election(winners, rounds, frozenset() if rule == "empty" else cut.tied)


def who_stands(candidates: pd.DataFrame, further_rounds: pd.DataFrame) -> pd.DataFrame:
    """Who stands in which round: the candidates in the first, those who tied in each further one.

    Args:
        candidates: as 审查表决 handed it on.
        further_rounds: as well.

    Returns:
        award, round, seats (none in the first round), application_id, org_name; by award, round and application.
    """
    first = candidates[["award", "application_id", "org_name"]].assign(round=1)
    return in_award_order(pd.concat([first, further_rounds]), "round", "application_id")


def _has_passed(counts: pd.DataFrame, law: Law, voters: pd.DataFrame) -> pd.Series:
    """Votes for above the year's share of the base: ``valid`` papers, or ``voters``, recused ones as read in R-55."""
    share, base = number(law, "vote.pass_share"), option(law, "vote.pass_base")
    n_voters = {award: len(voters) for award in AWARD_TITLES}
    if law.reading("R-55") == "not_recused":
        n_voters = {award: int((~_is_recused(voters, award)).sum()) for award in AWARD_TITLES}
    due = counts["valid"] if base == "valid" else counts["award"].map(n_voters)
    # for > n/d × base, in whole numbers
    return (counts["votes_for"] * share.denominator > due * share.numerator).astype("boolean")


def _faults_of_voters(tables: Tables, ballot: Mapping[str, Set[str]]) -> list[Fault]:
    """A voter who works for an organisation on an award's ballot must be recused from that award (七(一), R-32).

    Args:
        tables: voters, applications.
        ballot: candidates by award.
    """
    found = []
    for award, candidates in ballot.items():
        on_it = tables["applications"][tables["applications"]["application_id"].isin(candidates)]
        rows = _voting(tables["voters"], award).merge(
            on_it[["application_id", "uscc"]], left_on="employer_uscc", right_on="uscc"
        )
        found += located(
            rows, "voters", "recused_award",
            "{voter_id} 的单位就是" + AWARD_TITLES[award] + "候选组织 {application_id}，未回避",
            f"回避{AWARD_TITLES[award]}的表决", "七(一)", "由其回避该奖项的表决并登记，或更正单位代码",
        )  # fmt: skip
    return found


def _namesakes(tables: Tables, ballot: Mapping[str, Set[str]]) -> list[OpenPoint]:
    """A voter whose employer has a candidate's name and no code: whether he must be recused is not known (R-32)."""
    points = []
    for award, candidates in ballot.items():
        on_it = tables["applications"][tables["applications"]["application_id"].isin(candidates)]
        without_code = _voting(tables["voters"], award).loc[lambda voters: voters["employer_uscc"].isna()]
        rows = without_code.merge(on_it[["application_id", "org_name"]], left_on="employer", right_on="org_name")
        if len(rows):
            pairs = shown(rows["voter_id"] + "（" + rows["application_id"] + "）")
            what = f"评议组成员的工作单位与{AWARD_TITLES[award]}候选组织同名而没有代码，是否须回避待核：{pairs}"
            to_do = "在“评议组”表补填单位代码；确为同一单位的，登记其回避该奖项的表决"
            points.append(OpenPoint("blocked", "七(一)", what, BODY_TITLES["office"], to_do))
    return points


def _faults_of_days(papers: pd.DataFrame, acts: pd.DataFrame) -> list[Fault]:
    """A vote is held on candidates that are settled, and what was elected is settled after it (五(五))."""
    settled = {act: {award: acted_on(acts, act, award) for award in AWARD_TITLES} for act in _AROUND_THE_VOTE}
    days = {act: pd.to_datetime(papers["award"].map(by_award)) for act, by_award in settled.items()}
    papers = papers.assign(title=papers["award"].map(AWARD_TITLES), **days)
    came, fix = "{title}第 {round} 轮于 {voted_on:%Y-%m-%d} 投票", "核对投票日期和决定日期"
    return [
        *located(
            papers[papers["voted_on"] < papers["candidates"]], "ballot_papers", "voted_on", came,
            "不早于候选名单确定之日 {candidates:%Y-%m-%d}", "五(五)", fix,
        ),
        *located(
            papers[papers["voted_on"] > papers["preselected"]], "ballot_papers", "voted_on", came,
            "不晚于初选名单确定之日 {preselected:%Y-%m-%d}", "五(五)", fix,
        ),
    ]  # fmt: skip


def _faults_of_papers(papers: pd.DataFrame, voters: pd.DataFrame, ballot: Mapping[str, Set[str]]) -> list[Fault]:
    """Papers that don't add up, or more papers than voters who are present and not recused (五(五))."""
    n_voting = {award: len(_voting(voters, award)) for award in ballot}
    papers = papers.assign(n=papers["award"].map(n_voting), title=papers["award"].map(AWARD_TITLES))
    vote = "{title}第 {round} 轮"
    return [
        *located(
            papers[papers["issued"] != papers["returned"] + papers["unreturned"]], "ballot_papers", "issued",
            vote + "发出 {issued}，收回 {returned}，未收回 {unreturned}", "发出 = 收回 + 未收回", "五(五)",
            "重新清点选票",
        ),
        *located(
            papers[papers["returned"] != papers["valid"] + papers["spoiled"]], "ballot_papers", "returned",
            vote + "收回 {returned}，有效 {valid}，废票 {spoiled}", "收回 = 有效 + 废票", "五(五)", "重新清点选票",
        ),
        *located(
            papers[papers["issued"] > papers["n"]], "ballot_papers", "issued", vote + "发出 {issued} 张选票",
            "不超过到会且未回避的 {n} 人", "五(五)", "核对到会和回避情况，重新清点选票",
        ),
    ]  # fmt: skip


def _faults_of_counts(
    counts: pd.DataFrame, award: str, rounds: Mapping[int, Round], called: Mapping[int, Round]
) -> list[Fault]:
    """Counts for somebody who doesn't stand in that round, a candidate without counts, counts that don't add up.

    Args:
        counts: counts of the award with the ``valid`` papers of their round.
        award: the award.
        rounds: by number, as those who are still in make them necessary.
        called: the same before anybody left: such a round was rightly held, whoever left since.
    """
    allowed = {
        nth: {name for made in (rounds, called) if nth in made for name in made[nth].standing}
        for nth in {*rounds, *called}
    }
    standing = pd.Series(
        [row.application_id in allowed.get(row.round, set()) for row in counts.itertuples()], counts.index, dtype=bool
    )
    counts = counts.assign(n=counts["votes_for"] + counts["votes_against"] + counts["abstentions"])
    vote = AWARD_TITLES[award] + "第 {round} 轮 {application_id} "
    found = [
        *located(
            counts[~standing], "ballot_counts", "application_id", vote + "有计票",
            "第 1 轮只计候选组织，以后各轮只计末位同票者", "五(五)", "核对申报编号和轮次",
        ),
        *located(
            counts[counts["n"] != counts["valid"]], "ballot_counts", "votes_for",
            vote + "赞成 {votes_for}、反对 {votes_against}、弃权 {abstentions}", "合计等于有效票 {valid}", "五(五)",
            "重新计票",
        ),
    ]  # fmt: skip
    for nth, each in rounds.items():
        rows = counts[counts["round"] == nth]
        missing = each.standing - set(rows["application_id"])
        if len(rows) and missing:
            found += located(
                rows.iloc[:1], "ballot_counts", "application_id",
                f"{AWARD_TITLES[award]}第 {nth} 轮没有 {shown(missing)} 的计票", "每个候选组织都有计票", "五(五)",
                "补填计票结果",
            )  # fmt: skip
    return found


def _quorum(voters: pd.DataFrame, law: Law) -> list[OpenPoint]:
    """Enough voters present, recused ones included: at least the year's share of all."""
    quorum = number(law, "vote.quorum")
    n, n_present = len(voters), int(voters["is_present"].fillna(False).sum())
    if n_present >= quorum * n:
        return []
    what = f"评议组 {n} 人，到会 {n_present} 人，不足法定的 {quorum}，表决无效"
    return [OpenPoint("blocked", "五(五)", what, BODY_TITLES["committee"], "另行组织表决")]


def _undecided(award: str, election: Election) -> list[OpenPoint]:
    """A round that is still out, or a tie for the last seats that the year has no rule for."""
    name = f"{AWARD_TITLES[award]}表决"
    if election.next_round == 1:
        what, to_do = f"{name}第 1 轮结果未到", "组织评议组无记名投票，登记选票统计和计票结果"
    elif election.next_round:
        what = f"{name}末位同票，再投第 {election.next_round} 轮：{shown(election.tied)}"
        to_do = "就同票者再投一轮，登记选票统计和计票结果"
    elif election.tied:
        what = f"{name}末位同票：{shown(election.tied)}，年度实施规则没有规定如何处理"
        to_do = "研究决定并在“年度实施规则”表登记 vote.last_seat_tie"
        return [OpenPoint("blocked", "二(一)1", what, BODY_TITLES["committee"], to_do)]
    else:
        return []
    return [OpenPoint("waiting", "五(五)", what, BODY_TITLES["voters"], to_do)]


def _voting(voters: pd.DataFrame, award: str) -> pd.DataFrame:
    """Voters who are present and not recused from the award."""
    return voters[voters["is_present"].fillna(False) & ~_is_recused(voters, award)]


def _is_recused(voters: pd.DataFrame, award: str) -> pd.Series:
    return voters["recused_award"].isin([award, "both"])
