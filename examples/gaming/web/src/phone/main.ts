import { Phone } from './phone.js';
import { PhoneView } from './view/phone-view.js';

/** `/phone/u1` is u1's phone, `/phone` is anybody's. */
const [, sample] = /^\/phone\/([^/]+)\/?$/.exec(location.pathname) ?? [];
const root = document.getElementById('app');
if (root !== null) {
  const phone = new Phone();
  new PhoneView(phone, root);
  void phone.start(sample === undefined ? undefined : decodeURIComponent(sample));
}
