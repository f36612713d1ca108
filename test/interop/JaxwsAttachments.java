import com.sun.xml.ws.api.message.Headers;
import com.sun.xml.ws.developer.WSBindingProvider;
import imps.*;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.activation.DataHandler;
import javax.activation.DataSource;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * A consumer in Java whose content travels beside the envelope: JAX-WS, told so by the WSDL of the address alone. It is
 * compiled once against the classes of the MTOM document, where `data` is a DataHandler, and once against those of the SwA
 * document, where `attachment` is one.
 *
 * Environment: BASE (URL of /soap/im), PROFILE (mtom, swa), ADDRESS (behind BASE; default PROFILE), NAME (prefix of the
 * accounts), PASSWORD (of NAME-alice and NAME-bob). In NAME-bob's inbox waits what another client sent. Prints one line;
 * exits with 1 when a check failed.
 */
public final class JaxwsAttachments {
    private static final String PROFILE = System.getenv("PROFILE");
    private static final String ADDRESS = System.getenv().getOrDefault("ADDRESS", PROFILE);
    private static final String NAME = System.getenv("NAME");
    private static final String ALICE = "wv:" + NAME + "-alice@b1.example";
    private static final String BOB = "wv:" + NAME + "-bob@b1.example";
    private static final String WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
    private static final String WORDS = "gr\u00fc\u00dfe <b>&amp;</b> \u2603 \ud83d\ude00";
    private static final byte[] STORY =
            String.join("\r\n", Collections.nCopies(40, "na\u00efve \u2603 \ud83d\ude00 <&>")).getBytes(StandardCharsets.UTF_8);
    private static final byte[] PICTURE = picture();
    private static int checks = 0;

    private static byte[] picture() {
        byte[] bytes = new byte[150_001];
        for (int index = 0; index < bytes.length; index++) bytes[index] = (byte) (index * 151 + index / 256);
        return bytes;
    }

    private static void check(String what, boolean right) {
        checks++;
        if (right) return;
        System.out.println("jaxws " + ADDRESS + ": FAILED: " + what);
        System.exit(1);
    }

    /** Where the classes have the DataHandler. */
    private static String property() {
        return PROFILE.equals("mtom") ? "Data" : "Attachment";
    }

    private static byte[] bytesOf(Object holder) throws Exception {
        DataHandler handler = (DataHandler) holder.getClass().getMethod("get" + property()).invoke(holder);
        try (InputStream stream = handler.getInputStream()) {
            return stream.readAllBytes();
        }
    }

    private static Part part(String type, byte[] bytes) throws Exception {
        DataSource source = new DataSource() {
            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public OutputStream getOutputStream() {
                throw new UnsupportedOperationException();
            }

            @Override
            public String getContentType() {
                return type;
            }

            @Override
            public String getName() {
                return "content";
            }
        };
        Part part = new Part();
        part.setContentType(type);
        Part.class.getMethod("set" + property(), DataHandler.class).invoke(part, new DataHandler(source));
        return part;
    }

    private static Element security(String username) throws Exception {
        String wsse = WSS + "-wssecurity-secext-1.0.xsd";
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element security = factory.newDocumentBuilder().newDocument().createElementNS(wsse, "wsse:Security");
        Element token = add(security, wsse, "wsse:UsernameToken", "");
        add(token, wsse, "wsse:Username", username);
        add(token, wsse, "wsse:Password", System.getenv("PASSWORD"))
                .setAttribute("Type", WSS + "-username-token-profile-1.0#PasswordText");
        return security;
    }

    private static Element add(Element parent, String namespace, String name, String text) {
        Element child = parent.getOwnerDocument().createElementNS(namespace, name);
        child.setTextContent(text);
        parent.appendChild(child);
        return child;
    }

    /** The document's only port, with nothing switched on: the document says how content travels. */
    private static InstantMessaging connect(String username) throws Exception {
        InstantMessagingService service =
                new InstantMessagingService(new URL(System.getenv("BASE") + "/" + ADDRESS + "?wsdl"));
        QName name = service.getPorts().next();
        InstantMessaging port = service.getPort(name, InstantMessaging.class);
        return (InstantMessaging) Proxy.newProxyInstance(
                JaxwsAttachments.class.getClassLoader(),
                new Class<?>[] {InstantMessaging.class},
                (proxy, method, arguments) -> {
                    ((WSBindingProvider) port).setOutboundHeaders(Headers.create(security(username)));
                    try {
                        return method.invoke(port, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static void holdsTheContent(String what, InboxItem item) throws Exception {
        List<ReceivedPart> parts = item.getContent().getPart();
        check("text " + what, parts.get(0).getText().equals(WORDS));
        check("picture " + what, Arrays.equals(bytesOf(parts.get(1)), PICTURE));
        check("story " + what, Arrays.equals(bytesOf(parts.get(2)), STORY));
    }

    public static void main(String[] arguments) throws Exception {
        InstantMessaging asAlice = connect(ALICE);
        InstantMessaging asBob = connect(BOB);

        OutgoingMessage message = new OutgoingMessage();
        message.setClientMessageId("packaged");
        message.getRecipient().addAll(List.of(BOB, ALICE));
        Part words = new Part();
        words.setContentType("text/plain");
        words.setText(WORDS);
        message.getPart().addAll(List.of(words, part("image/png", PICTURE), part("text/plain; charset=UTF-8", STORY)));
        SendMessagesRequest request = new SendMessagesRequest();
        request.getMessage().add(message);
        SendMessagesResponse sent = asAlice.sendMessages(request);
        for (SendResult result : sent.getResult()) check("sent: " + result.getReason(), result.getCode() == 200);
        check("one result for each recipient", sent.getResult().size() == 2);

        GetMessagesRequest lease = new GetMessagesRequest();
        lease.setAcknowledgeMode(AcknowledgeMode.EXPLICIT);
        GetMessagesResponse leased = asBob.getMessages(lease);
        check("two wait", leased.getItem().size() == 2);
        holdsTheContent("from another client", leased.getItem().get(0));
        holdsTheContent("that it sent", leased.getItem().get(1));

        GetMessageContentRequest range = new GetMessageContentRequest();
        range.setMessageId(leased.getItem().get(0).getMessageId());
        range.setPart(2);
        range.setOffset(1000L);
        range.setLength(100_000L);
        GetMessageContentResponse content = asBob.getMessageContent(range);
        check("a range", Arrays.equals(bytesOf(content), Arrays.copyOfRange(PICTURE, 1000, 101_000)));
        check("more of it", content.isMoreAvailable());
        AcknowledgeMessagesRequest settle = new AcknowledgeMessagesRequest();
        settle.setReceipt(leased.getReceipt());
        check("settled", asBob.acknowledgeMessages(settle).getCode() == 200);

        range.setMessageId("none");
        try {
            asBob.getMessageContent(range);
            check("a fault was expected", false);
        } catch (ServiceException fault) {
            check("a typed exception", fault.getFaultInfo().getErrorName().equals("MessageNotFound"));
        }
        System.out.println("jaxws " + ADDRESS + ": ok (" + checks + " checks)");
    }
}
