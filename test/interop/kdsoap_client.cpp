// A consumer in C++ with Qt: the proxy that KDSoap's kdwsdl2cpp makes of the WSDL, doing every operation.
//
// Environment: WSDL (URL), NAME (prefix of the accounts), SECRET (of the service NAME-chess), SOAP (1.2 or nothing). KDSoap signs in with
// PasswordDigest, which a service has a secret for: here the service writes to names of its own service domain. Prints one
// line; exits with 1 when a check failed.
#include "im.h"
#include <KDSoapClient/KDSoapAuthentication.h>
#include <KDSoapClient/KDSoapClientInterface.h>
#include <KDSoapClient/KDSoapMessage.h>
#include <KDSoapClient/KDSoapValue.h>
#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>

static const QString name = qEnvironmentVariable("NAME");
static const QString client = qEnvironmentVariable("SOAP") == QLatin1String("1.2") ? QStringLiteral("kdsoap SOAP 1.2") : QStringLiteral("kdsoap");
static const QString chess = QStringLiteral("wv:%1-chess@b1.example").arg(name);
static int checks = 0;

static void check(const char *what, bool right)
{
    ++checks;
    if (right) return;
    std::printf("%s: FAILED: %s\n", qPrintable(client), what);
    std::exit(1);
}

static void signIn(InstantMessagingService &service, const QString &secret)
{
    KDSoapAuthentication authentication;
    authentication.setUser(chess);
    authentication.setPassword(secret);
    authentication.setUseWSUsernameToken(true);
    service.clientInterface()->setAuthentication(authentication);
}

static void succeeded(const char *what, const InstantMessagingService &service)
{
    if (!service.lastError().isEmpty()) std::fprintf(stderr, "%s\n", qPrintable(service.lastError()));
    check(what, service.lastError().isEmpty());
}

static C__ImAddress inDomain(const char *user)
{
    return C__ImAddress(QStringLiteral("wv:%1@%2-chess.b1.example").arg(QString::fromLatin1(user), name));
}

static IM__OutgoingMessage message(const char *id, const QString &words, const QList<C__ImAddress> &recipients)
{
    IM__Part part;
    part.setContentType(QStringLiteral("text/plain"));
    part.setText(words);
    IM__OutgoingMessage made;
    made.setClientMessageId(QString::fromLatin1(id));
    made.setRecipient(recipients);
    made.setPart({ part });
    return made;
}

static IM__GetMessagesRequest leaseAll()
{
    IM__GetMessagesRequest request;
    request.setMaxMessages(10);
    request.setAcknowledgeMode(IM__AcknowledgeMode(IM__AcknowledgeMode::EXPLICIT));
    request.setLeaseSeconds(30);
    return request;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    InstantMessagingService service;
    const bool isSoap12 = service.soapVersion() == KDSoapClientInterface::SOAP1_2;
    signIn(service, qEnvironmentVariable("SECRET"));
    service.setEndPoint(qEnvironmentVariable("WSDL").section(QLatin1Char('?'), 0, 0));

    const auto capabilities = service.getCapabilities(IM__GetCapabilitiesRequest());
    succeeded("capabilities", service);
    check("domains are a list", capabilities.domain().contains(QStringLiteral("b1.example")));
    check("numbers are numbers", capabilities.maxMessageBytes() > 1024 && capabilities.contractVersion() == 1);

    const QString awkward = QString::fromUtf8("  0012 <b>&amp;\"'</b> ]]> <![CDATA[<x>1</x>]]>\n\ttabbed na\u00efve \u2603 \U0001f600 ");
    QByteArray bytes;
    for (int index = 0; index < 513; ++index) bytes.append(char(index * 151));
    IM__OutgoingMessage first = message("one", awkward, { inDomain("u1") });
    IM__Part picture;
    picture.setContentType(QStringLiteral("image/png"));
    picture.setName(QStringLiteral("a.png"));
    picture.setData(bytes);
    first.setPart(first.part() << picture);
    first.setSubject(QStringLiteral("first"));
    first.setPriority(IM__Priority(IM__Priority::HIGH));
    IM__SendMessagesRequest one;
    one.setMessage({ first });
    auto sent = service.sendMessages(one);
    succeeded("sending", service);
    check("sent", sent.code() == 200 && sent.result().size() == 1 && sent.result()[0].hasValueForMessageId());
    auto got = service.getMessages(IM__GetMessagesRequest());
    succeeded("getting", service);
    check("one item", got.item().size() == 1);
    const auto parts = got.item()[0].content().part();
    check("for the name in the service domain", got.item()[0].recipient().value() == inDomain("u1").value());
    check("text as it was", parts[0].text() == awkward);
    check("bytes as they were", parts[1].data() == bytes && !parts[1].hasValueForText());
    check("priority and subject", got.item()[0].priority() == QLatin1String("HIGH") && got.item()[0].content().hasValueForSubject());
    check("what is absent", !got.item()[0].hasValueForDeliveryReport());
    check("an empty inbox", service.getMessages(IM__GetMessagesRequest()).item().isEmpty() && service.lastError().isEmpty());

    IM__SendMessagesRequest batch;
    batch.setMessage({ message("move-0", QStringLiteral("e4"), { inDomain("u1"), C__ImAddress(QStringLiteral("wv:nobody@b1.example")) }),
                       message("move-1", QStringLiteral("c5"), { inDomain("u1") }), message("move-2", QStringLiteral("Nf3"), { inDomain("u1") }) });
    sent = service.sendMessages(batch);
    check("some of several", sent.code() == 201 && sent.result()[1].code() == 531 && !sent.result()[1].retryable());

    const auto leased = service.getMessages(leaseAll());
    check("in order", leased.item().size() == 3 && leased.item()[2].content().part()[0].text() == QLatin1String("Nf3"));
    const IM__Outcome::Type outcomes[] = { IM__Outcome::ACCEPTED, IM__Outcome::REJECTED, IM__Outcome::RELEASED };
    QList<IM__AcknowledgeEntry> entries;
    for (int place = 0; place < 3; ++place) {
        IM__AcknowledgeEntry entry;
        entry.setMessageId(leased.item()[place].messageId());
        entry.setOutcome(IM__Outcome(outcomes[place]));
        entries << entry;
    }
    IM__AcknowledgeMessagesRequest acknowledge;
    acknowledge.setReceipt(leased.receipt());
    acknowledge.setEntry(entries);
    const auto settled = service.acknowledgeMessages(acknowledge);
    succeeded("acknowledging", service);
    check("settled", settled.code() == 200 && settled.result().size() == 3);

    IM__GetMessageStatusRequest question;
    question.setClientMessageId({ C__ClientMessageId(QStringLiteral("move-1")), C__ClientMessageId(QStringLiteral("never")) });
    const auto states = service.getMessageStatus(question);
    check("states", states.status().size() == 1 && states.status()[0].state() == QLatin1String("REJECTED"));
    check("unknown ids", states.unknownClientMessageId().size() == 1);

    auto headersOnly = leaseAll();
    headersOnly.setHeadersOnly(true);
    const auto headers = service.getMessages(headersOnly);
    check("content omitted", headers.item().size() == 1 && headers.item()[0].content().part()[0].contentOmitted());
    IM__GetMessageContentRequest range;
    range.setMessageId(headers.item()[0].messageId());
    range.setPart(1);
    range.setOffset(1);
    range.setLength(2);
    const auto content = service.getMessageContent(range);
    check("a range", content.data() == "f3" && content.size() == 3);
    IM__GetMessagesRequest last;
    last.setAcknowledge(headers.receipt());
    check("acknowledged on the way", service.getMessages(last).acknowledgeResult().code() == 200);

    // The generated method gives a fault's code and text; its detail stands in the message beneath
    range.setMessageId(C__MessageId(QStringLiteral("no-such")));
    service.getMessageContent(range);
    check("a fault", service.lastError().contains(QLatin1String("No such message")));
    KDSoapMessage asked;
    asked.setUse(KDSoapMessage::LiteralUse);
    auto element = range.serialize(QStringLiteral("GetMessageContentRequest"));
    element.setNamespaceUri(QStringLiteral("urn:imps-wsi:im:1"));
    element.setQualified(true);
    asked = element;
    const auto fault = service.clientInterface()->call(QStringLiteral("GetMessageContent"), asked, QStringLiteral("urn:imps-wsi:im:1/GetMessageContent"));
    const auto detail = fault.childValues().child(isSoap12 ? QStringLiteral("Detail") : QStringLiteral("detail")).childValues().child(QStringLiteral("ServiceFault"));
    check("a detail", fault.isFault() && detail.childValues().child(QStringLiteral("errorName")).value().toString() == QLatin1String("MessageNotFound"));
    signIn(service, QStringLiteral("guessed"));
    service.getMessages(IM__GetMessagesRequest());
    check("wrong secret", service.lastError().contains(QLatin1String("was not accepted")));

    std::printf("%s: ok (%d checks)\n", qPrintable(client), checks);
    return 0;
}
