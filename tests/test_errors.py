"""How what stops the work is told: a cause once, with what follows from it, and nothing lost that is a cause itself."""

from yiwu_award.errors import ContractBroken, Fault, by_cause


def fault(row, cause="", came="A07"):
    return Fault("打分", came, "已登记", "四(二)", "更正", "scores.csv", "", row, "申报编号", cause=cause)


def test_faults_of_one_cause_are_told_once_with_the_first_places():
    faults = [
        fault(2, "x"),
        fault(3, came="47"),
        fault(4, "x"),
        fault(5, "y"),
        *(fault(row, "x") for row in range(6, 9)),
    ]
    lines = str(ContractBroken(faults)).splitlines()
    assert lines[0].startswith("来表有 3 处错误，")
    assert [line.split("：")[0].strip() for line in lines[1:]] == [
        "1. 打分（scores.csv · 第 2 行 · “申报编号”）",
        "同一原因另有 4 行",
        "2. 打分（scores.csv · 第 3 行 · “申报编号”）",
        "3. 打分（scores.csv · 第 5 行 · “申报编号”）",
    ]
    assert lines[2].endswith("：scores.csv 第 4 行、scores.csv 第 6 行、scores.csv 第 7 行 等")
    assert len(ContractBroken(faults).faults) == 7


def test_a_fault_without_a_cause_is_its_own():
    assert [len(cause.following) for cause in by_cause([fault(2), fault(3), fault(4)])] == [0, 0, 0]
