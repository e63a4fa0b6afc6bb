/** Every line that the widgets log. */
export const LogMessage = {
  WIDGET_FAILED: 'A widget could not be drawn and said so; `errorName` and `errorAt` say why.',
  WIDGET_UNKNOWN: 'A dashboard asked for a widget that there is not.',
  ACTION_TAKEN: 'A button of a widget was followed; `outcome` says whether it changed anything.',
  ACTION_REFUSED: 'A button of a widget was refused; `code` and `field` say why.',
  ACTION_FAILED: 'A button of a widget ended with an error; `errorName` and `errorAt` say which.',
} as const;
