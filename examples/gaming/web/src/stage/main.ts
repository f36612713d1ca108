import { render } from 'lit-html';
import { Feed } from './feed.js';
import { Store } from './store.js';
import { appView } from './views/app.js';
import { followChart } from './views/chart.js';
import { showDetail } from './views/detail.js';

/** The stage: two phones, and what crosses the wire between A, B1 and B2. */

const root = document.getElementById('app');
let isDue = false;

/** However much changes, the page is drawn once a frame. */
function draw(): void {
  if (isDue || root === null) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    const { view } = store;
    render(appView(view, store), root);
    followChart(view.following);
    showDetail(view.open !== undefined);
  });
}

const store = new Store(draw);
const feed = new Feed({
  url: '/stage/events',
  onEvent: (event) => store.told(event),
  onConnection: (connection) => store.connection(connection),
});
draw();
feed.start();
