import './styles/theme.css';
import './styles/page.css';
import './styles/set-up.css';
import './styles/results.css';
import './styles/plots.css';
import './styles/report.css';
import { render } from 'preact';
import { App } from './app.js';
import { loadInfo } from './state/lab.js';
import { rejoin } from './state/runs.js';

render(<App />, document.querySelector('#app')!);
void loadInfo();
rejoin();
