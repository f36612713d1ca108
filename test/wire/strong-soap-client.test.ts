import { promisify } from 'node:util';
import strongSoap from 'strong-soap';
import { OVER_SOAP12, pick, speaksEveryOperation, type ForeignStack } from './foreign-client.js';

const createClient = promisify(strongSoap.soap.createClient);

/** It takes the SOAP version from the WSDL. */
const stack: ForeignStack = {
  name: 'strong-soap (npm)',
  connect: async (wsdlUrl, username, password, passwordType) => {
    const client = await createClient(wsdlUrl, { prettyPrint: false });
    client.setSecurity(new strongSoap.WSSecurity(username, password, { passwordType, mustUnderstand: true }));
    return {
      call: (operation, input) =>
        new Promise((resolve, reject) => {
          const method = client[operation] as (
            input: object,
            done: (error: Error | null, answer: unknown) => void,
          ) => void;
          method({ [`${operation}Request`]: input }, (error, answer) => {
            if (error === null) resolve(answer);
            else reject(error);
          });
        }),
    };
  },
  faultOf: (error) => pick(error, 'root', 'Envelope', 'Body', 'Fault'),
  // It writes text as CDATA, where a carriage return and the opening of another CDATA section cannot survive.
  writable: '0012 <b>&amp;"\'</b> \ttabbed naïve ☃ 😀👩‍🚀',
  // It trims what it reads.
  asRead: (text) => text.trim(),
};

speaksEveryOperation(stack);
speaksEveryOperation(stack, OVER_SOAP12);
