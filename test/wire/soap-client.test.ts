import soap from 'soap';
import { OVER_SOAP12, pick, speaksEveryOperation, type ForeignStack } from './foreign-client.js';

/** It takes the SOAP version from an option, never from the WSDL. */
const stack = (forceSoap12Headers: boolean): ForeignStack => ({
  name: 'soap (npm)',
  connect: async (wsdlUrl, username, password, passwordType) => {
    const client = await soap.createClientAsync(wsdlUrl, { preserveWhitespace: true, forceSoap12Headers });
    client.setSecurity(new soap.WSSecurity(username, password, { passwordType, mustUnderstand: true }));
    return {
      call: async (operation, input) => {
        const method = client[`${operation}Async`] as (input: object) => Promise<readonly unknown[]>;
        const [answer] = await method(input);
        return answer;
      },
    };
  },
  faultOf: (error) => pick(error, 'root', 'Envelope', 'Body', 'Fault'),
  writable: '  0012 <b>&amp;"\'</b> ]]> <![CDATA[<x>1</x>]]>\r\n\ttabbed naïve ☃ 😀👩‍🚀 ',
  asRead: (text) => text,
});

speaksEveryOperation(stack(false));
speaksEveryOperation(stack(true), OVER_SOAP12);
