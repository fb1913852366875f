// The language of the page: the one that was chosen, else the browser's.
import { computed, effect, signal } from '@preact/signals-core';
import { remembered, remember } from '../state/preferences.js';
import { en } from './en.js';
import type { Texts } from './en.js';
import { enClaims } from './en-claims.js';
import type { ClaimTexts } from './model-texts.js';
import { zh } from './zh.js';
import { zhClaims } from './zh-claims.js';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const dictionaries: Readonly<Record<Language, { texts: Texts; claims: ClaimTexts }>> = {
  en: { texts: en, claims: enClaims },
  zh: { texts: zh, claims: zhClaims },
};

const ofBrowser = (): Language => (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const language = signal<Language>(remembered('language', LANGUAGES) ?? ofBrowser());
export const texts = computed(() => dictionaries[language.value].texts);
export const claimTexts = computed(() => dictionaries[language.value].claims);

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  document.title = texts.value.title;
});

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  remember('language', chosen);
}
