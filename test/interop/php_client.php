<?php
/*
 * A consumer in PHP: SoapClient, which knows the service by its WSDL only, doing every operation.
 *
 * Environment: WSDL (URL), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob), SECRET (of the service
 * NAME-chess), SOAP (1.2 where the WSDL is of that version). Prints one line; exits with 1 when a check failed.
 */
declare(strict_types=1);

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const AWKWARD = "  0012 <b>&amp;\"'</b> ]]> <![CDATA[<x>1</x>]]>\r\n\ttabbed na\u{ef}ve \u{2603} \u{1f600} ";

$name = getenv('NAME');
$alice = "wv:$name-alice@b1.example";
$bob = "wv:$name-bob@b1.example";
$chess = "wv:$name-chess@b1.example";
$u1 = "wv:u1@$name-chess.b1.example";
$bytes = implode('', array_map(fn (int $index): string => chr(($index * 151) % 256), range(0, 512)));

define('SOAP12', getenv('SOAP') === '1.2');

$checks = 0;
function check(string $what, bool $right): void
{
    global $checks;
    $checks++;
    if (!$right) {
        echo "php: FAILED: $what\n";
        exit(1);
    }
}

/** SoapClient with a WS-Security header of its own for every call. */
final class Consumer extends SoapClient
{
    public function __construct(private string $username, private string $password, private bool $digest = false)
    {
        parent::__construct(getenv('WSDL'), [
            'cache_wsdl' => WSDL_CACHE_NONE,
            'trace' => false,
            'soap_version' => SOAP12 ? SOAP_1_2 : SOAP_1_1,
            // One element of several possible ones is an array too.
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
        ]);
    }

    public function __call(string $name, array $args): mixed
    {
        return $this->__soapCall($name, $args === [] ? [[]] : $args, null, [$this->security()]);
    }

    private function security(): SoapHeader
    {
        $nonce = random_bytes(16);
        $created = gmdate('Y-m-d\TH:i:s\Z');
        $value = $this->digest ? base64_encode(sha1($nonce . $created . $this->password, true)) : $this->password;
        $type = WSS . '-username-token-profile-1.0#' . ($this->digest ? 'PasswordDigest' : 'PasswordText');
        $xml = sprintf(
            '<wsse:Security xmlns:wsse="%1$s-wssecurity-secext-1.0.xsd" xmlns:wsu="%1$s-wssecurity-utility-1.0.xsd">'
            . '<wsse:UsernameToken><wsse:Username>%2$s</wsse:Username><wsse:Password Type="%3$s">%4$s</wsse:Password>'
            . '<wsse:Nonce EncodingType="%1$s-soap-message-security-1.0#Base64Binary">%5$s</wsse:Nonce>'
            . '<wsu:Created>%6$s</wsu:Created></wsse:UsernameToken></wsse:Security>',
            WSS,
            htmlspecialchars($this->username, ENT_XML1),
            $type,
            htmlspecialchars($value, ENT_XML1),
            base64_encode($nonce),
            $created,
        );
        return new SoapHeader(WSS . '-wssecurity-secext-1.0.xsd', 'Security', new SoapVar($xml, XSD_ANYXML), true);
    }
}

function text(string $words): array
{
    return ['contentType' => 'text/plain', 'text' => $words];
}

function codes(object $answer): array
{
    return array_map(fn (object $result): int => $result->code, $answer->result);
}

function faultOf(callable $call): SoapFault
{
    try {
        $call();
    } catch (SoapFault $fault) {
        return $fault;
    }
    check('a fault was expected', false);
}

$asAlice = new Consumer($alice, getenv('PASSWORD'));
$asBob = new Consumer($bob, getenv('PASSWORD'));
$asChess = new Consumer($chess, getenv('SECRET'), digest: true);

// GetCapabilities, with a PasswordDigest
$capabilities = $asChess->GetCapabilities();
check('domains are an array', $capabilities->domain === ['b1.example', "$name-chess.b1.example"]);
check('numbers are integers', is_int($capabilities->maxMessageBytes) && $capabilities->contractVersion === 1);
check('kinds are an array', $capabilities->kind === ['MESSAGE', 'DELIVERY_REPORT']);

// SendMessages to one, GetMessages AUTO
$sent = $asAlice->SendMessages(['message' => [[
    'clientMessageId' => 'one',
    'recipient' => [$bob],
    'subject' => 'first',
    'part' => [text(AWKWARD), ['contentType' => 'image/png', 'name' => 'a.png', 'data' => $bytes]],
    'attribute' => [['scheme' => 'urn:x', 'name' => 'colour', 'value' => 'blue & green']],
]]]);
check('one result, a success', $sent->code === 200 && codes($sent) === [200]);
$got = $asBob->GetMessages();
$item = $got->item[0];
check('one item', count($got->item) === 1 && $item->kind === 'MESSAGE' && $item->sender === $alice);
check('text as it was', $item->content->part[0]->text === AWKWARD);
check('bytes as they were', $item->content->part[1]->data === $bytes);
check('what is absent is not set', !isset($item->content->part[1]->text) && !isset($item->deliveryReport));
check('attributes', $item->attribute[0]->value === 'blue & green');
$empty = $asBob->GetMessages();
check('an empty inbox has no item', !isset($empty->item) && $empty->moreAvailable === false);

// One message without arrays around it, as PHP programmers write it
$sent = $asAlice->SendMessages(['message' => ['clientMessageId' => 'bare', 'recipient' => $bob, 'part' => text('bare')]]);
check('no arrays needed', codes($sent) === [200] && count($asBob->GetMessages()->item) === 1);

// Many recipients, one of them wrong
$sent = $asAlice->SendMessages(['message' => [
    ['clientMessageId' => 'many', 'recipient' => [$bob, 'wv:nobody@b1.example', $alice], 'part' => [text('to all')]],
]]);
check('some of several', $sent->code === 201 && codes($sent) === [200, 531, 200]);
check('a failure has no messageId', !isset($sent->result[1]->messageId) && $sent->result[1]->retryable === false);
$asBob->GetMessages();
$asAlice->GetMessages();

// A batch from the service domain; GetMessages EXPLICIT
$batch = [];
foreach (['e4', 'c5', 'Nf3'] as $place => $move) {
    $batch[] = ['clientMessageId' => "move-$place", 'sender' => $u1, 'recipient' => [$bob], 'part' => [text($move)]];
}
check('a batch', codes($asChess->SendMessages(['message' => $batch])) === [200, 200, 200]);
$leased = $asBob->GetMessages([
    'maxMessages' => 3,
    'waitSeconds' => 1,
    'acknowledgeMode' => 'EXPLICIT',
    'leaseSeconds' => 30,
    'kind' => ['MESSAGE'],
]);
$moves = array_map(fn (object $item): string => $item->content->part[0]->text, $leased->item);
check('in order', $moves === ['e4', 'c5', 'Nf3'] && $leased->item[0]->sender === $u1);

// AcknowledgeMessages, GetMessageStatus
$settled = $asBob->AcknowledgeMessages(['receipt' => $leased->receipt, 'entry' => [
    ['messageId' => $leased->item[0]->messageId, 'outcome' => 'ACCEPTED'],
    ['messageId' => $leased->item[1]->messageId, 'outcome' => 'REJECTED', 'reason' => 'no Sicilian'],
    ['messageId' => $leased->item[2]->messageId, 'outcome' => 'RELEASED'],
]]);
check('settled', codes($settled) === [200, 200, 200]);
$states = $asChess->GetMessageStatus(['clientMessageId' => ['move-0', 'move-1', 'move-2', 'never']]);
$words = array_map(fn (object $status): string => $status->state, $states->status);
check('states', $words === ['DELIVERED', 'REJECTED', 'WAITING']);
check('unknown ids', $states->unknownClientMessageId === ['never'] && $states->code === 201);

// headersOnly, GetMessageContent, the receipt acknowledged with the next request
$headers = $asBob->GetMessages(['acknowledgeMode' => 'EXPLICIT', 'headersOnly' => true]);
$part = $headers->item[0]->content->part[0];
check('content omitted', $part->contentOmitted === true && !isset($part->text) && $part->size === 3);
$content = $asBob->GetMessageContent(['messageId' => $headers->item[0]->messageId, 'part' => 1, 'offset' => 1, 'length' => 2]);
check('a range', $content->data === 'f3' && $content->size === 3 && $content->moreAvailable === false);
$kept = $asBob->AcknowledgeMessages(['receipt' => $headers->receipt, 'extendSeconds' => 60]);
check('kept longer', $kept->code === 200 && isset($kept->leasedUntil));
$last = $asBob->GetMessages(['acknowledge' => $headers->receipt]);
check('acknowledged on the way', $last->acknowledgeResult->code === 200 && !isset($last->item));

// Faults
$fault = faultOf(fn () => $asBob->GetMessageContent(['messageId' => 'no-such', 'part' => 1]));
check('a typed detail', $fault->detail->ServiceFault->errorName === 'MessageNotFound');
// SoapClient leaves the fields of a detail as texts, whatever their type: 'false' would count as true.
check('its fields are texts', $fault->detail->ServiceFault->code === '426' && $fault->detail->ServiceFault->retryable === 'false');
check("the caller's fault", str_ends_with($fault->faultcode, SOAP12 ? 'Sender' : 'Client') && str_contains($fault->faultstring, 'No such message'));
$fault = faultOf(fn () => (new Consumer($bob, 'guessed'))->GetMessages());
// Subcodes are not among what SoapClient hands over; the detail, which SOAP 1.2 has here too, says the same.
$code = SOAP12 ? $fault->detail->ServiceFault->errorName : $fault->faultcode;
check('wrong password', str_ends_with($code, 'FailedAuthentication'));

echo 'php' . (SOAP12 ? ' SOAP 1.2' : '') . ": ok ($checks checks)\n";
