import soap from 'soap';
import { pick, speaksEveryOperation } from './foreign-client.js';

speaksEveryOperation({
  name: 'soap (npm)',
  connect: async (wsdlUrl, username, password, passwordType) => {
    const client = await soap.createClientAsync(wsdlUrl, { preserveWhitespace: true });
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
