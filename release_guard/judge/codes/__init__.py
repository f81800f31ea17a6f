"""The long texts of the catalogue, one module a family; only ``explain`` and the generator of the docs import them."""

from release_guard.judge.codes import answers, channel, judging, policy, records, schedule, surroundings, traces
from release_guard.judge.codes.page import Page

#: Every code's page, in the order of the catalogue.
PAGES: dict[str, Page] = {
    **judging.PAGES,
    **answers.PAGES,
    **policy.PAGES,
    **records.PAGES,
    **channel.PAGES,
    **schedule.PAGES,
    **surroundings.PAGES,
    **traces.PAGES,
}
