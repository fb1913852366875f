import './styles/theme.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/notices.css';
import './styles/set-up.css';
import './styles/results.css';
import './styles/plots.css';
import './styles/read.css';
import './styles/tables.css';
import './styles/report.css';
import './styles/uplot.css';
import { effect } from '@preact/signals-core';
import { render } from 'preact';
import { App } from './app.js';
import { loadInfo } from './state/lab.js';
import { rejoin } from './state/runs.js';

// The page is one function of its signals: Preact calls its components within `render`, so the effect knows which they read.
const root = document.querySelector('#app')!;
effect(() => render(<App />, root));
void loadInfo();
rejoin();
