<?php
/*
 * What PHP's SoapClient can do with attachments: nothing by itself. It sends base64 inside of the envelope, to any address,
 * and does not read multipart/related. With Packaged below, which is what its users write as well, it does MTOM.
 *
 * Environment: BASE (URL of /soap/im), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob). In NAME-bob's
 * inbox waits what another client sent. Prints one line; exits with 1 when a check failed.
 */
declare(strict_types=1);

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const XOP = 'http://www.w3.org/2004/08/xop/include';

$name = getenv('NAME');
$alice = "wv:$name-alice@b1.example";
$bob = "wv:$name-bob@b1.example";
$picture = implode('', array_map(fn (int $at): string => chr(($at * 151 + intdiv($at, 256)) % 256), range(0, 150_000)));
$story = implode("\r\n", array_fill(0, 40, "na\u{ef}ve \u{2603} \u{1f600} <&>"));
$words = "gr\u{fc}\u{df}e <b>&amp;</b> \u{2603} \u{1f600}";

$checks = 0;
function check(string $what, bool $right): void
{
    global $checks;
    $checks++;
    if (!$right) {
        echo "php mtom: FAILED: $what\n";
        exit(1);
    }
}

class Consumer extends SoapClient
{
    public function __construct(string $address, private string $username)
    {
        parent::__construct(getenv('BASE') . $address . '?wsdl', [
            'cache_wsdl' => WSDL_CACHE_NONE,
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
            'trace' => true,
        ]);
    }

    public function __call(string $name, array $args): mixed
    {
        return $this->__soapCall($name, $args === [] ? [[]] : $args, null, [$this->security()]);
    }

    private function security(): SoapHeader
    {
        $xml = sprintf(
            '<w:Security xmlns:w="%1$s-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>%2$s</w:Username>'
            . '<w:Password Type="%1$s-username-token-profile-1.0#PasswordText">%3$s</w:Password></w:UsernameToken></w:Security>',
            WSS,
            htmlspecialchars($this->username, ENT_XML1),
            htmlspecialchars(getenv('PASSWORD'), ENT_XML1),
        );
        return new SoapHeader(WSS . '-wssecurity-secext-1.0.xsd', 'Security', new SoapVar($xml, XSD_ANYXML));
    }
}

/** MTOM around what SoapClient writes and before what it reads. */
final class Packaged extends Consumer
{
    public string $answerType = '';

    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string
    {
        $parts = [];
        $root = preg_replace_callback('/(<(?:\w+:)?data>)([^<]*+)/', function (array $found) use (&$parts): string {
            $id = count($parts) . '@php.example';
            $parts[$id] = base64_decode($found[2]);
            return "$found[1]<xop:Include xmlns:xop=\"" . XOP . "\" href=\"cid:$id\"/>";
        }, $request);
        $boundary = 'php-' . bin2hex(random_bytes(12));
        $body = "--$boundary\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n"
            . "Content-ID: <root@php.example>\r\n\r\n$root\r\n";
        foreach ($parts as $id => $bytes) {
            $body .= "--$boundary\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <$id>\r\n\r\n$bytes\r\n";
        }
        $type = 'multipart/related; type="application/xop+xml"; start="<root@php.example>"; start-info="text/xml"; '
            . "boundary=\"$boundary\"";
        $answer = file_get_contents($location, false, stream_context_create(['http' => [
            'method' => 'POST',
            'header' => ["Content-Type: $type", "SOAPAction: \"$action\""],
            'content' => "$body--$boundary--\r\n",
            'ignore_errors' => true,
        ]]));
        foreach ($http_response_header as $line) {
            if (preg_match('/^content-type: *(.*)$/i', $line, $found)) {
                $this->answerType = $found[1];
            }
        }
        return $this->opened($answer);
    }

    private function opened(string $answer): string
    {
        if (!preg_match('/boundary="([^"]*)"/', $this->answerType, $found)) {
            return $answer;
        }
        $sections = array_slice(explode("\r\n--$found[1]", "\r\n$answer"), 1, -1);
        $contents = [];
        foreach ($sections as $section) {
            [$head, $bytes] = explode("\r\n\r\n", $section, 2);
            preg_match('/^content-id: *<(.*)>/mi', $head, $found);
            $contents[$found[1]] = $bytes;
        }
        return preg_replace_callback(
            '/<xop:Include [^>]*href="cid:([^"]*)"[^>]*\/>/',
            fn (array $found): string => base64_encode($contents[rawurldecode($found[1])]),
            array_shift($contents),
        );
    }
}

$message = fn (string $id, array $to): array => ['message' => [[
    'clientMessageId' => $id,
    'recipient' => $to,
    'part' => [
        ['contentType' => 'text/plain', 'text' => $words],
        ['contentType' => 'image/png', 'data' => $picture],
        ['contentType' => 'text/plain; charset=UTF-8', 'data' => $story],
    ],
]]];
function holdsTheContent(string $what, object $item): void
{
    global $words, $picture, $story;
    $parts = $item->content->part;
    check("text $what", $parts[0]->text === $words);
    check("picture $what", $parts[1]->data === $picture);
    check("story $what", $parts[2]->data === $story);
}

// By itself: base64 to the MTOM address, and from the plain one.
$asAlice = new Consumer('/mtom', $alice);
check('sent inside', $asAlice->SendMessages($message('inside', [$alice, $bob]))->code === 200);
$plain = new Consumer('', $bob);
$got = $plain->GetMessages(['acknowledgeMode' => 'EXPLICIT']);
check('two wait', count($got->item) === 2);
holdsTheContent('from another client', $got->item[0]);
holdsTheContent('that it sent', $got->item[1]);
$range = ['messageId' => $got->item[0]->messageId, 'part' => 2, 'offset' => 1000, 'length' => 100_000];
check('a range', $plain->GetMessageContent($range)->data === substr($picture, 1000, 100_000));

// An answer as a package is one that it cannot read: the user is told so, with nothing lost.
$alone = new Consumer('/mtom', $bob);
try {
    $alone->GetMessageContent($range);
    check('it should not be able to read a package', false);
} catch (SoapFault $fault) {
    check("its own fault, $fault->faultstring", str_contains($fault->faultstring, 'XML document'));
    check('what came is the package', str_contains($alone->__getLastResponseHeaders(), 'multipart/related'));
}

// With the packaging that it lacks
$packaged = new Packaged('/mtom', $bob);
check('settled', $packaged->AcknowledgeMessages(['receipt' => $got->receipt])->code === 200);
check('sent as a package', $packaged->SendMessages($message('packaged', [$bob]))->code === 200);
holdsTheContent('in a package', $packaged->GetMessages()->item[0]);
check('the answer was one', str_starts_with($packaged->answerType, 'multipart/related'));
try {
    $packaged->GetMessageContent(['messageId' => 'none', 'part' => 1]);
    check('a fault was expected', false);
} catch (SoapFault $fault) {
    check('a fault over a package', $fault->detail->ServiceFault->errorName === 'MessageNotFound');
}

echo "php mtom: ok ($checks checks)\n";
