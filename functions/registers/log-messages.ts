/** Every line that the watch over the register logs. */
export const LogMessage = {
  REGISTER_WATCHED:
    'The register of partners was looked through: `findings` in all, `told` of them for the first time.',
} as const;
