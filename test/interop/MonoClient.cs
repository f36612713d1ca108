// A consumer in C#: the proxy that Mono's "wsdl" makes of the WSDL, doing every operation. Its classes are those of
// System.Web.Services, whose header for WS-Security has to be given as an element; a SoapExtension puts it there.
//
// Environment: WSDL (URL), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob), SECRET (of the service
// NAME-chess), SOAP (1.2 or nothing). Prints one line; exits with 1 when a check failed.
using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Web.Services.Protocols;
using System.Xml;
using Imps;

public static class MonoClient
{
    const string Awkward = "  0012 <b>&amp;\"'</b> ]]> <![CDATA[<x>1</x>]]>\n\ttabbed na\u00efve \u2603 \U0001f600 ";
    static readonly string Name = Environment.GetEnvironmentVariable("NAME");
    static readonly string Client = Environment.GetEnvironmentVariable("SOAP") == "1.2" ? "mono SOAP 1.2" : "mono";
    static readonly string Alice = "wv:" + Name + "-alice@b1.example";
    static readonly string Bob = "wv:" + Name + "-bob@b1.example";
    static readonly string Chess = "wv:" + Name + "-chess@b1.example";
    static readonly InstantMessagingService Service = new InstantMessagingService();
    static int checks;

    static void Check(string what, bool right)
    {
        checks += 1;
        if (right) return;
        Console.WriteLine(Client + ": FAILED: " + what);
        Environment.Exit(1);
    }

    static InstantMessagingService As(string user, string credential, bool digest = false)
    {
        SecurityHeader.Make = () => SecurityHeader.UsernameToken(user, credential, digest);
        return Service;
    }

    static InstantMessagingService AsAlice() { return As(Alice, Environment.GetEnvironmentVariable("PASSWORD")); }
    static InstantMessagingService AsBob() { return As(Bob, Environment.GetEnvironmentVariable("PASSWORD")); }
    static InstantMessagingService AsChess() { return As(Chess, Environment.GetEnvironmentVariable("SECRET"), true); }

    static SoapException FaultOf(Action call)
    {
        try { call(); }
        catch (SoapException fault) { return fault; }
        Check("a fault was expected", false);
        return null;
    }

    static OutgoingMessage Message(string id, string words, params string[] recipients)
    {
        var part = new Part { contentType = "text/plain", text = words };
        return new OutgoingMessage { clientMessageId = id, recipient = recipients, part = new[] { part } };
    }

    public static int Main()
    {
        // The address in the WSDL is the one that was asked for it; the proxy holds it as a constant.
        var endpoint = Environment.GetEnvironmentVariable("WSDL").Split('?')[0];
        Check("soap:address is where the WSDL was", Service.Url == endpoint);

        var capabilities = AsChess().GetCapabilities(new GetCapabilitiesRequest());
        Check("domains are an array", capabilities.domain.Contains("b1.example"));
        Check("numbers are numbers", capabilities.maxMessageBytes > 1024 && capabilities.contractVersion == 1);

        var bytes = Enumerable.Range(0, 513).Select(index => (byte)(index * 151)).ToArray();
        var first = Message("one", Awkward, Bob);
        first.subject = "first";
        first.part = new[] { first.part[0], new Part { contentType = "image/png", name = "a.png", data = bytes } };
        first.priority = Priority.HIGH;
        first.prioritySpecified = true;
        first.attribute = new[] { new Imps.Attribute { scheme = "urn:x", name = "colour", value = "blue & green" } };
        var sent = AsAlice().SendMessages(new SendMessagesRequest { message = new[] { first } });
        Check("sent", sent.code == 200 && sent.result.Single().messageId != null);
        var got = AsBob().GetMessages(new GetMessagesRequest());
        var item = got.item.Single();
        Check("text as it was", item.content.part[0].text == Awkward);
        Check("bytes as they were", item.content.part[1].data.SequenceEqual(bytes));
        Check("what is absent is null", item.content.part[1].text == null && item.deliveryReport == null);
        Check("attributes", item.attribute.Single().value == "blue & green" && item.priority == "HIGH");
        Check("times", item.acceptedAt.ToUniversalTime() > DateTime.UtcNow.AddDays(-1));
        Check("an empty inbox", AsBob().GetMessages(new GetMessagesRequest()).item == null);

        sent = AsAlice().SendMessages(new SendMessagesRequest { message = new[] { Message("many", "to all", Bob, "wv:nobody@b1.example") } });
        Check("some of several", sent.code == 201 && sent.result.Select(result => result.code).SequenceEqual(new[] { 200, 531 }));
        AsBob().GetMessages(new GetMessagesRequest());

        var moves = new[] { "e4", "c5", "Nf3" }.Select((move, place) => Message("move-" + place, move, Bob)).ToArray();
        foreach (var move in moves) move.sender = "wv:u1@" + Name + "-chess.b1.example";
        Check("a batch", AsChess().SendMessages(new SendMessagesRequest { message = moves }).code == 200);
        var leased = AsBob().GetMessages(new GetMessagesRequest {
            maxMessages = 3, maxMessagesSpecified = true, acknowledgeMode = AcknowledgeMode.EXPLICIT, acknowledgeModeSpecified = true,
            leaseSeconds = 30, leaseSecondsSpecified = true, kind = new[] { ItemKind.MESSAGE },
        });
        Check("in order", leased.item.Select(one => one.content.part[0].text).SequenceEqual(new[] { "e4", "c5", "Nf3" }));
        var outcomes = new[] { Outcome.ACCEPTED, Outcome.REJECTED, Outcome.RELEASED };
        var entries = outcomes.Select((outcome, place) => new AcknowledgeEntry { messageId = leased.item[place].messageId, outcome = outcome });
        var settled = AsBob().AcknowledgeMessages(new AcknowledgeMessagesRequest { receipt = leased.receipt, entry = entries.ToArray() });
        Check("settled", settled.code == 200 && settled.result.All(result => result.code == 200));
        var states = AsChess().GetMessageStatus(new GetMessageStatusRequest { clientMessageId = new[] { "move-0", "move-1", "move-2", "never" } });
        Check("states", states.status.Select(status => status.state).SequenceEqual(new[] { "DELIVERED", "REJECTED", "WAITING" }));
        Check("unknown ids", states.unknownClientMessageId.Single() == "never");

        var headers = AsBob().GetMessages(new GetMessagesRequest {
            acknowledgeMode = AcknowledgeMode.EXPLICIT, acknowledgeModeSpecified = true, headersOnly = true, headersOnlySpecified = true,
        });
        Check("content omitted", headers.item.Single().content.part[0].contentOmitted);
        var content = AsBob().GetMessageContent(new GetMessageContentRequest {
            messageId = headers.item[0].messageId, part = 1, offset = 1, offsetSpecified = true, length = 2, lengthSpecified = true,
        });
        Check("a range", Encoding.UTF8.GetString(content.data) == "f3" && content.size == 3);
        Check("acknowledged on the way", AsBob().GetMessages(new GetMessagesRequest { acknowledge = headers.receipt }).acknowledgeResult.code == 200);

        var fault = FaultOf(() => AsBob().GetMessageContent(new GetMessageContentRequest { messageId = "no-such", part = 1 }));
        Check("a detail", fault.Detail["ServiceFault", "urn:imps-wsi:common:1"]["errorName", "urn:imps-wsi:common:1"].InnerText == "MessageNotFound");
        fault = FaultOf(() => As(Bob, "guessed").GetMessages(new GetMessagesRequest()));
        Check("wrong password", fault.Message.Contains("was not accepted"));

        Console.WriteLine(Client + ": ok (" + checks + " checks)");
        return 0;
    }
}

/// Puts wsse:Security into each request, with a nonce and a time of its own. Named in the program's .config.
public class SecurityHeader : SoapExtension
{
    const string Wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    public static Func<XmlElement> Make;

    public static XmlElement UsernameToken(string user, string credential, bool digest)
    {
        var created = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
        var nonce = new byte[16];
        using (var random = RandomNumberGenerator.Create()) random.GetBytes(nonce);
        using (var sha1 = SHA1.Create())
        {
            var hashed = sha1.ComputeHash(nonce.Concat(Encoding.UTF8.GetBytes(created + credential)).ToArray());
            var document = new XmlDocument();
            document.LoadXml(string.Format(
                "<wsse:Security xmlns:wsse='{0}wssecurity-secext-1.0.xsd' xmlns:wsu='{0}wssecurity-utility-1.0.xsd'><wsse:UsernameToken>" +
                "<wsse:Username/><wsse:Password Type='{0}username-token-profile-1.0#{1}'/>" +
                "<wsse:Nonce EncodingType='{0}soap-message-security-1.0#Base64Binary'>{2}</wsse:Nonce><wsu:Created>{3}</wsu:Created>" +
                "</wsse:UsernameToken></wsse:Security>",
                Wss, digest ? "PasswordDigest" : "PasswordText", Convert.ToBase64String(nonce), created));
            var token = document.DocumentElement.FirstChild;
            token.ChildNodes[0].InnerText = user;
            token.ChildNodes[1].InnerText = digest ? Convert.ToBase64String(hashed) : credential;
            return document.DocumentElement;
        }
    }

    public override void ProcessMessage(SoapMessage message)
    {
        if (message.Stage == SoapMessageStage.BeforeSerialize) message.Headers.Add(new SoapUnknownHeader { Element = Make() });
    }

    public override object GetInitializer(Type type) { return null; }
    public override object GetInitializer(LogicalMethodInfo method, SoapExtensionAttribute attribute) { return null; }
    public override void Initialize(object initializer) { }
}
