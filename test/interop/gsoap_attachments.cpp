// A consumer in C++ whose content travels beside the envelope: gSOAP, compiled against the MTOM document, or against the
// SwA document when SWA is defined, or that of SOAP 1.2 with MTOM when SOAP12 is.
//
// Environment: BASE (URL of /soap/im), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob). In NAME-bob's
// inbox waits what another client sent. Prints one line; exits with 1 when a check failed.
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#ifdef SWA
#include "InstantMessagingSoap11Swa.nsmap"
#include "soapInstantMessagingSoap11SwaProxy.h"
using Base = InstantMessagingSoap11SwaProxy;
static const char *const profile = "swa";
static const soap_mode mode = SOAP_C_UTFSTRING | SOAP_XML_STRICT;
#elif defined(SOAP12)
#include "InstantMessagingSoap12Mtom.nsmap"
#include "soapInstantMessagingSoap12MtomProxy.h"
using Base = InstantMessagingSoap12MtomProxy;
static const char *const profile = "soap12/mtom";
static const soap_mode mode = SOAP_C_UTFSTRING | SOAP_XML_STRICT | SOAP_ENC_MTOM;
#else
#include "InstantMessagingSoap11Mtom.nsmap"
#include "soapInstantMessagingSoap11MtomProxy.h"
using Base = InstantMessagingSoap11MtomProxy;
static const char *const profile = "mtom";
static const soap_mode mode = SOAP_C_UTFSTRING | SOAP_XML_STRICT | SOAP_ENC_MTOM;
#endif

#ifdef SOAP12
static SOAP_ENV__Detail *detailOf(SOAP_ENV__Fault *fault) { return fault->SOAP_ENV__Detail; }
#else
static SOAP_ENV__Detail *detailOf(SOAP_ENV__Fault *fault) { return fault->detail; }
#endif

using std::string;
using std::vector;

static int checks = 0;

static void check(const string &what, bool right) {
  checks++;
  if (right) return;
  std::cout << "gsoap " << profile << ": FAILED: " << what << std::endl;
  std::exit(1);
}

static string env(const char *name) {
  const char *value = std::getenv(name);
  return value == nullptr ? "" : value;
}

static string escaped(const string &text) {
  string out;
  for (char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : string(1, c);
  return out;
}

// Whoever calls, with a UsernameToken before each call. Everything that a call allocates lives as long as the consumer.
class Consumer : public Base {
 public:
  explicit Consumer(const string &username) : Base(mode) {
    const string wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
    token = "<wsse:Security xmlns:wsse=\"" + wss + "-wssecurity-secext-1.0.xsd\"><wsse:UsernameToken><wsse:Username>" +
            escaped(username) + "</wsse:Username><wsse:Password Type=\"" + wss +
            "-username-token-profile-1.0#PasswordText\">" + escaped(env("PASSWORD")) +
            "</wsse:Password></wsse:UsernameToken></wsse:Security>";
    endpoint = env("BASE") + "/" + profile;
    soap_endpoint = endpoint.c_str();
  }

  template <class Request, class Response>
  Response *call(int (Base::*operation)(Request *, Response &), Request *request) {
    soap->header = soap_new_SOAP_ENV__Header(soap);
    soap->header->__any = soap_strdup(soap, token.c_str());
    Response *response = make<Response>();
    const int status = (this->*operation)(request, *response);
#ifdef SWA
    came.clear();
    for (const auto &part : soap->mime) came[part.id == nullptr ? "" : part.id] = string(part.ptr, part.size);
    // What goes next is a bare envelope again.
    soap_clr_mime(soap);
    count = 0;
#endif
    return status == SOAP_OK ? response : nullptr;
  }

  template <class T>
  T *make() {
    T *value = hold(T());
    value->soap_default(soap);
    return value;
  }

  template <class T>
  T *hold(const T &value) {
    auto held = std::make_shared<T>(value);
    kept.push_back(held);
    return held.get();
  }

  im__Part *text(const string &words) {
    im__Part *part = make<im__Part>();
    part->contentType = "text/plain";
    part->text = hold(words);
    return part;
  }

  // A part beside the envelope.
  im__Part *attached(const string &type, const string &bytes) {
    im__Part *part = make<im__Part>();
    part->contentType = type;
    unsigned char *content = reinterpret_cast<unsigned char *>(const_cast<char *>(hold(bytes)->data()));
    const int size = static_cast<int>(bytes.size());
#ifdef SWA
    const string id = "part-" + std::to_string(++count) + "@gsoap.example";
    if (count == 1) soap_set_mime(soap, nullptr, "<root@gsoap.example>");
    const char *in = hold("<" + id + ">")->c_str();
    soap_set_mime_attachment(soap, reinterpret_cast<char *>(content), size, SOAP_MIME_BINARY, hold(type)->c_str(), in,
                             nullptr, nullptr);
    part->attachment = hold("cid:" + id);
#else
    part->data = make<xsd__base64Binary>();
    part->data->__ptr = content;
    part->data->__size = size;
    part->data->type = const_cast<char *>(hold(type)->c_str());
#endif
    return part;
  }

  // The bytes of a ReceivedPart, or of an answer of GetMessageContent.
#ifdef SWA
  string bytes(const string *attachment) {
    return attachment == nullptr ? "" : came["<" + attachment->substr(4) + ">"];
  }
  string bytes(const im__ReceivedPart &part) { return bytes(part.attachment); }
  string bytes(const im__GetMessageContentResponse &answer) { return bytes(answer.attachment); }
#else
  string bytes(const xsd__base64Binary *data) {
    return data == nullptr ? "" : string(reinterpret_cast<const char *>(data->__ptr), data->__size);
  }
  string bytes(const im__ReceivedPart &part) { return bytes(part.data); }
  string bytes(const im__GetMessageContentResponse &answer) { return bytes(&answer.data); }
#endif

 private:
  vector<std::shared_ptr<void>> kept;
  string token;
  string endpoint;
#ifdef SWA
  std::map<string, string> came;
  int count = 0;
#endif
};

int main() {
  const string name = env("NAME");
  const string alice = "wv:" + name + "-alice@b1.example";
  const string bob = "wv:" + name + "-bob@b1.example";
  const string words = "gr\xc3\xbc\xc3\x9f" "e <b>&amp;</b> \xe2\x98\x83 \xf0\x9f\x98\x80";
  string picture, story;
  for (int index = 0; index < 150001; index++) picture += static_cast<char>((index * 151 + index / 256) % 256);
  for (int line = 0; line < 40; line++) {
    story += string(line == 0 ? "" : "\r\n") + "na\xc3\xafve \xe2\x98\x83 \xf0\x9f\x98\x80 <&>";
  }
  Consumer asAlice(alice);
  Consumer asBob(bob);

  // SendMessages with attachments
  auto *message = asAlice.make<im__OutgoingMessage>();
  message->clientMessageId = "packaged";
  message->recipient = {bob, alice};
  message->part = {asAlice.text(words), asAlice.attached("image/png", picture),
                   asAlice.attached("text/plain; charset=UTF-8", story)};
  auto *request = asAlice.make<im__SendMessagesRequest>();
  request->message = {message};
  auto *sent = asAlice.call(&Base::SendMessages, request);
  if (sent == nullptr) soap_print_fault(asAlice.soap, stderr);
  check("sent", sent != nullptr && sent->result.size() == 2);
  for (const auto *result : sent->result) check("sent: " + result->reason, result->code == 200);

  // GetMessages: what another client sent, and what it sent itself
  auto *lease = asBob.make<im__GetMessagesRequest>();
  lease->acknowledgeMode = asBob.hold(im__AcknowledgeMode__EXPLICIT);
  auto *leased = asBob.call(&Base::GetMessages, lease);
  if (leased == nullptr) soap_print_fault(asBob.soap, stderr);
  check("two wait", leased != nullptr && leased->item.size() == 2);
  for (const auto *item : leased->item) {
    const auto &parts = item->content->part;
    check("three parts", parts.size() == 3);
    check("text as it was", parts[0]->text != nullptr && *parts[0]->text == words);
    check("picture as it was", asBob.bytes(*parts[1]) == picture);
    check("story as it was", asBob.bytes(*parts[2]) == story);
  }

  // GetMessageContent by range, AcknowledgeMessages
  auto *range = asBob.make<im__GetMessageContentRequest>();
  range->messageId = leased->item[0]->messageId;
  range->part = 2;
  range->offset = asBob.hold(static_cast<LONG64>(1000));
  range->length = asBob.hold(static_cast<LONG64>(100000));
  auto *content = asBob.call(&Base::GetMessageContent, range);
  check("a range", content != nullptr && asBob.bytes(*content) == picture.substr(1000, 100000));
  check("more of it", content->moreAvailable);
  auto *settle = asBob.make<im__AcknowledgeMessagesRequest>();
  settle->receipt = *leased->receipt;
  auto *settled = asBob.call(&Base::AcknowledgeMessages, settle);
  check("settled", settled != nullptr && settled->code == 200);

  // A fault
  range->messageId = "none";
  check("a fault", asBob.call(&Base::GetMessageContent, range) == nullptr);
  const auto *detail = detailOf(asBob.soap_fault());
  check("a typed detail", detail != nullptr && detail->imc__ServiceFault_ != nullptr &&
                              detail->imc__ServiceFault_->errorName == "MessageNotFound");

  std::cout << "gsoap " << profile << ": ok (" << checks << " checks)" << std::endl;
  return 0;
}
