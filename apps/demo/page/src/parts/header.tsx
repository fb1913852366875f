import { info } from '../state/lab.js';
import { THEMES, chooseTheme, theme } from '../state/theme.js';
import { LANGUAGES, chooseLanguage, language, texts } from '../texts/texts.js';
import { Choice } from './choice.js';

const ownNames = { en: 'English', zh: '中文' };

export function Header() {
  const { title, subtitle } = texts.value;
  return (
    <header class="top">
      <div class="top-text">
        <h1>{title}</h1>
        <p>{subtitle}</p>
        <MachineLine />
      </div>
      <div class="top-choices">
        <Choices />
      </div>
    </header>
  );
}

function MachineLine() {
  const machine = info.value?.machine;
  if (machine === undefined) return null;
  return (
    <p class="machine">
      {machine.cpu} · {texts.value.machine(String(machine.cores), machine.kernel, machine.node)}
    </p>
  );
}

function Choices() {
  const { language: languageLabel, theme: themeTexts } = texts.value;
  return (
    <>
      <Choice
        name="language"
        label={languageLabel}
        isLabelHidden
        values={LANGUAGES}
        value={language.value}
        textOf={(one) => ownNames[one]}
        onChoose={chooseLanguage}
      />
      <Choice
        name="theme"
        label={themeTexts.label}
        isLabelHidden
        values={THEMES}
        value={theme.value}
        textOf={(one) => themeTexts[one]}
        onChoose={chooseTheme}
      />
    </>
  );
}
