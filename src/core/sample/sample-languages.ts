/** The languages that a sample circle can be in: those of the window. */
export const SAMPLE_LANGUAGES = ['en', 'zh-CN'] as const;
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];
