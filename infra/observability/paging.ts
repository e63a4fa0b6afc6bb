/**
 * The alarms that wake somebody, each with why it cannot wait until the morning; all others are read in office hours. One belongs here only
 * where people come to harm meanwhile, or where what is lost does not come back by itself: whoever is woken for less stops getting up.
 */
export const PAGING: Readonly<Record<string, string>> = {
  'intake/AcceptRequestFailing': 'Reports of residents are turned away, and a platform gives up after some tries.',
  'intake/ServerErrors': 'Residents, partners and platforms meet errors on every page at once.',
  'workflow/ReconcileFailing': 'What a crash or a lost timer left undone stays undone, an emergency among it.',
  'workflow/ReconcileStandsStill':
    'The same, and no alarm of what is stuck goes off, because it is the one that looks.',
  'notices/SendNoticeLate': 'No e-mail leaves, and no partner hears of an emergency.',
  'notices/BounceRate': 'SES may stop all sending of an account whose bounces go on rising.',
};
