import com.sun.xml.ws.api.message.Headers;
import com.sun.xml.ws.developer.WSBindingProvider;
import imps.*;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.ws.soap.SOAPFaultException;
import org.w3c.dom.Element;

/**
 * A consumer in Java: JAX-WS, which knows the service by its WSDL only, doing every operation.
 *
 * Environment: WSDL (URL), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob), SECRET (of the service
 * NAME-chess), SOAP (1.2 where the WSDL is of that version). Prints one line; exits with 1 when a check failed.
 */
public final class JaxwsClient {
    private static final String WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
    private static final String WSSE = WSS + "-wssecurity-secext-1.0.xsd";
    private static final String AWKWARD =
            "  0012 <b>&amp;\"'</b> ]]> <![CDATA[<x>1</x>]]>\r\n\ttabbed na\u00efve \u2603 \ud83d\ude00 ";
    private static final boolean SOAP12 = "1.2".equals(System.getenv("SOAP"));
    private static int checks = 0;

    private static void check(String what, boolean right) {
        checks++;
        if (right) return;
        System.out.println("jaxws: FAILED: " + what);
        System.exit(1);
    }

    /** A wsse:Security block with a UsernameToken for one request. */
    private static Element security(String username, String password, boolean digest) throws Exception {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(nonce);
        sha1.update((created + password).getBytes(StandardCharsets.UTF_8));
        String value = digest ? Base64.getEncoder().encodeToString(sha1.digest()) : password;
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element security = factory.newDocumentBuilder().newDocument().createElementNS(WSSE, "wsse:Security");
        Element token = add(security, WSSE, "wsse:UsernameToken", "");
        add(token, WSSE, "wsse:Username", username);
        add(token, WSSE, "wsse:Password", value)
                .setAttribute("Type", WSS + "-username-token-profile-1.0#" + (digest ? "PasswordDigest" : "PasswordText"));
        add(token, WSSE, "wsse:Nonce", Base64.getEncoder().encodeToString(nonce))
                .setAttribute("EncodingType", WSS + "-soap-message-security-1.0#Base64Binary");
        add(token, WSS + "-wssecurity-utility-1.0.xsd", "wsu:Created", created);
        return security;
    }

    private static Element add(Element parent, String namespace, String name, String text) {
        Element child = parent.getOwnerDocument().createElementNS(namespace, name);
        child.setTextContent(text);
        parent.appendChild(child);
        return child;
    }

    /**
     * The port, with a fresh UsernameToken before each call. Not by a handler: once one has opened a message, SAAJ refuses
     * the references that line ends are written as.
     */
    private static InstantMessaging connect(String username, String password, boolean digest) throws Exception {
        InstantMessaging port = new InstantMessagingService(new URL(System.getenv("WSDL"))).getPort(InstantMessaging.class);
        return (InstantMessaging) Proxy.newProxyInstance(
                JaxwsClient.class.getClassLoader(),
                new Class<?>[] {InstantMessaging.class},
                (proxy, method, arguments) -> {
                    ((WSBindingProvider) port).setOutboundHeaders(Headers.create(security(username, password, digest)));
                    try {
                        return method.invoke(port, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static Part text(String words) {
        Part part = new Part();
        part.setContentType("text/plain");
        part.setText(words);
        return part;
    }

    private static OutgoingMessage message(String id, List<String> recipients, Part part) {
        OutgoingMessage message = new OutgoingMessage();
        message.setClientMessageId(id);
        message.getRecipient().addAll(recipients);
        message.getPart().add(part);
        return message;
    }

    private static SendMessagesResponse send(InstantMessaging port, OutgoingMessage... messages) throws ServiceException {
        SendMessagesRequest request = new SendMessagesRequest();
        request.getMessage().addAll(Arrays.asList(messages));
        return port.sendMessages(request);
    }

    private static List<Integer> codes(SendMessagesResponse sent) {
        return sent.getResult().stream().map(SendResult::getCode).collect(Collectors.toList());
    }

    private static AcknowledgeEntry entry(InboxItem item, Outcome outcome) {
        AcknowledgeEntry entry = new AcknowledgeEntry();
        entry.setMessageId(item.getMessageId());
        entry.setOutcome(outcome);
        return entry;
    }

    public static void main(String[] arguments) throws Exception {
        String name = System.getenv("NAME");
        String alice = "wv:" + name + "-alice@b1.example";
        String bob = "wv:" + name + "-bob@b1.example";
        String u1 = "wv:u1@" + name + "-chess.b1.example";
        byte[] bytes = new byte[513];
        for (int index = 0; index < bytes.length; index++) bytes[index] = (byte) ((index * 151) % 256);
        InstantMessaging asAlice = connect(alice, System.getenv("PASSWORD"), false);
        InstantMessaging asBob = connect(bob, System.getenv("PASSWORD"), false);
        InstantMessaging asChess = connect("wv:" + name + "-chess@b1.example", System.getenv("SECRET"), true);

        // GetCapabilities, with a PasswordDigest
        GetCapabilitiesResponse capabilities = asChess.getCapabilities(new GetCapabilitiesRequest());
        check("domains", capabilities.getDomain().equals(List.of("b1.example", name + "-chess.b1.example")));
        check("numbers are numbers", capabilities.getMaxMessageBytes() > 1024L && capabilities.getContractVersion() == 1);

        // SendMessages to one, GetMessages AUTO
        OutgoingMessage first = message("one", List.of(bob), text(AWKWARD));
        first.setSubject("first");
        Part image = new Part();
        image.setContentType("image/png");
        image.setData(bytes);
        first.getPart().add(image);
        check("one result, a success", codes(send(asAlice, first)).equals(List.of(200)));
        GetMessagesResponse got = asBob.getMessages(new GetMessagesRequest());
        InboxItem item = got.getItem().get(0);
        check("one item", got.getItem().size() == 1 && item.getKind().equals("MESSAGE") && item.getSender().equals(alice));
        check("text as it was", item.getContent().getPart().get(0).getText().equals(AWKWARD));
        check("bytes as they were", Arrays.equals(item.getContent().getPart().get(1).getData(), bytes));
        check("what is absent is null", item.getContent().getPart().get(1).getText() == null && item.getDeliveryReport() == null);
        got = asBob.getMessages(new GetMessagesRequest());
        check("an empty inbox has no item", got.getItem().isEmpty() && !got.isMoreAvailable());

        // Many recipients, one of them wrong
        SendMessagesResponse sent =
                send(asAlice, message("many", List.of(bob, "wv:nobody@b1.example", alice), text("to all")));
        check("some of several", sent.getCode() == 201 && codes(sent).equals(List.of(200, 531, 200)));
        check("a failure has no messageId", sent.getResult().get(1).getMessageId() == null);
        asBob.getMessages(new GetMessagesRequest());
        asAlice.getMessages(new GetMessagesRequest());

        // A batch from the service domain; GetMessages EXPLICIT
        List<OutgoingMessage> batch = new ArrayList<>();
        for (String move : List.of("e4", "c5", "Nf3")) {
            OutgoingMessage message = message("move-" + batch.size(), List.of(bob), text(move));
            message.setSender(u1);
            batch.add(message);
        }
        check("a batch", codes(send(asChess, batch.toArray(new OutgoingMessage[0]))).equals(List.of(200, 200, 200)));
        GetMessagesRequest lease = new GetMessagesRequest();
        lease.setMaxMessages(3);
        lease.setWaitSeconds(1);
        lease.setAcknowledgeMode(AcknowledgeMode.EXPLICIT);
        lease.getKind().add(ItemKind.MESSAGE);
        GetMessagesResponse leased = asBob.getMessages(lease);
        List<InboxItem> items = leased.getItem();
        check("in order", items.size() == 3 && items.get(0).getContent().getPart().get(0).getText().equals("e4"));
        check("from the name in the service domain", items.get(0).getSender().equals(u1));

        // AcknowledgeMessages, GetMessageStatus
        AcknowledgeMessagesRequest settle = new AcknowledgeMessagesRequest();
        settle.setReceipt(leased.getReceipt());
        settle.getEntry().add(entry(items.get(0), Outcome.ACCEPTED));
        settle.getEntry().add(entry(items.get(1), Outcome.REJECTED));
        settle.getEntry().add(entry(items.get(2), Outcome.RELEASED));
        AcknowledgeMessagesResponse settled = asBob.acknowledgeMessages(settle);
        check("settled", settled.getCode() == 200 && settled.getResult().size() == 3);
        GetMessageStatusRequest ask = new GetMessageStatusRequest();
        ask.getClientMessageId().addAll(List.of("move-0", "move-1", "move-2", "never"));
        GetMessageStatusResponse states = asChess.getMessageStatus(ask);
        List<String> words = states.getStatus().stream().map(MessageStatus::getState).collect(Collectors.toList());
        check("states", words.equals(List.of("DELIVERED", "REJECTED", "WAITING")));
        check("unknown ids", states.getUnknownClientMessageId().equals(List.of("never")));

        // headersOnly, GetMessageContent, the receipt acknowledged with the next request
        GetMessagesRequest headersOnly = new GetMessagesRequest();
        headersOnly.setAcknowledgeMode(AcknowledgeMode.EXPLICIT);
        headersOnly.setHeadersOnly(true);
        GetMessagesResponse headers = asBob.getMessages(headersOnly);
        ReceivedPart part = headers.getItem().get(0).getContent().getPart().get(0);
        check("content omitted", part.isContentOmitted() && part.getText() == null && part.getSize() == 3);
        GetMessageContentRequest range = new GetMessageContentRequest();
        range.setMessageId(headers.getItem().get(0).getMessageId());
        range.setPart(1);
        range.setOffset(1L);
        range.setLength(2L);
        GetMessageContentResponse content = asBob.getMessageContent(range);
        check("a range", new String(content.getData(), StandardCharsets.UTF_8).equals("f3") && !content.isMoreAvailable());
        GetMessagesRequest next = new GetMessagesRequest();
        next.setAcknowledge(headers.getReceipt());
        GetMessagesResponse last = asBob.getMessages(next);
        check("acknowledged on the way", last.getAcknowledgeResult().getCode() == 200 && last.getItem().isEmpty());

        // Faults
        range.setMessageId("no-such");
        try {
            asBob.getMessageContent(range);
            check("a fault was expected", false);
        } catch (ServiceException fault) {
            ServiceFault detail = fault.getFaultInfo();
            check("a typed exception", detail.getErrorName().equals("MessageNotFound") && detail.getCode() == 426);
            check("its fields have their types", !detail.isRetryable() && detail.getRetryAfterSeconds() == null);
        }
        try {
            connect(bob, "guessed", false).getMessages(new GetMessagesRequest());
            check("a fault was expected", false);
        } catch (SOAPFaultException fault) {
            check("wrong password", fault.getFault().getFaultCodeAsQName().getLocalPart().equals("FailedAuthentication"));
            check("a fault without a detail, as SOAP 1.1 has it", !SOAP12);
        } catch (ServiceException fault) {
            check("wrong password", fault.getFaultInfo().getErrorName().equals("FailedAuthentication"));
            check("SOAP 1.2 has a detail for faults of header blocks too", SOAP12);
        }
        System.out.println("jaxws" + (SOAP12 ? " SOAP 1.2" : "") + ": ok (" + checks + " checks)");
    }
}
