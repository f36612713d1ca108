// A consumer in C++: gSOAP, which knows the service by its WSDL only, doing every operation.
//
// Environment: WSDL (URL), NAME (prefix of the accounts), PASSWORD (of NAME-alice and NAME-bob), SECRET (of the service
// NAME-chess). Prints one line; exits with 1 when a check failed.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>

// Compiled against the document of SOAP 1.2 when SOAP12 is defined.
#ifdef SOAP12
#include "InstantMessagingSoap12.nsmap"
#include "soapInstantMessagingSoap12Proxy.h"
using Base = InstantMessagingSoap12Proxy;
static const char *const version = " SOAP 1.2";
static SOAP_ENV__Detail *detailOf(SOAP_ENV__Fault *fault) { return fault->SOAP_ENV__Detail; }
#else
#include "InstantMessagingSoap11.nsmap"
#include "soapInstantMessagingSoap11Proxy.h"
using Base = InstantMessagingSoap11Proxy;
static const char *const version = "";
static SOAP_ENV__Detail *detailOf(SOAP_ENV__Fault *fault) { return fault->detail; }
#endif

using std::string;
using std::vector;

static int checks = 0;

static void check(const string &what, bool right) {
  checks++;
  if (right) return;
  std::cout << "gsoap: FAILED: " << what << std::endl;
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
  Consumer(const string &username, const string &password)
      : Base(SOAP_C_UTFSTRING | SOAP_XML_STRICT) {
    const string wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
    token = "<wsse:Security SOAP-ENV:mustUnderstand=\"1\" xmlns:wsse=\"" + wss + "-wssecurity-secext-1.0.xsd\">" +
            "<wsse:UsernameToken><wsse:Username>" + escaped(username) + "</wsse:Username><wsse:Password Type=\"" + wss +
            "-username-token-profile-1.0#PasswordText\">" + escaped(password) +
            "</wsse:Password></wsse:UsernameToken></wsse:Security>";
    endpoint = env("WSDL").substr(0, env("WSDL").find('?'));
    soap_endpoint = endpoint.c_str();
  }

  template <class Request, class Response>
  Response *call(int (Base::*operation)(Request *, Response &), Request *request) {
    soap->header = soap_new_SOAP_ENV__Header(soap);
    soap->header->__any = soap_strdup(soap, token.c_str());
    Response *response = make<Response>();
    if ((this->*operation)(request, *response) != SOAP_OK) return nullptr;
    return response;
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

  im__OutgoingMessage *message(const string &id, const vector<string> &recipients, im__Part *part) {
    im__OutgoingMessage *message = make<im__OutgoingMessage>();
    message->clientMessageId = id;
    message->recipient = recipients;
    message->part.push_back(part);
    return message;
  }

  im__SendMessagesResponse *send(const vector<im__OutgoingMessage *> &messages) {
    im__SendMessagesRequest *request = make<im__SendMessagesRequest>();
    request->message = messages;
    return call(&Base::SendMessages, request);
  }

  im__GetMessagesResponse *get() {
    return call(&Base::GetMessages, make<im__GetMessagesRequest>());
  }

 private:
  vector<std::shared_ptr<void>> kept;
  string token;
  string endpoint;
};

static vector<int> codes(const im__SendMessagesResponse *sent) {
  vector<int> all;
  if (sent != nullptr) {
    for (const im__SendResult *result : sent->result) all.push_back(result->code);
  }
  return all;
}

int main() {
  const string name = env("NAME");
  const string alice = "wv:" + name + "-alice@b1.example";
  const string bob = "wv:" + name + "-bob@b1.example";
  const string u1 = "wv:u1@" + name + "-chess.b1.example";
  const string awkward =
      "  0012 <b>&amp;\"'</b> ]]> <![CDATA[<x>1</x>]]>\r\n\ttabbed na\xc3\xafve \xe2\x98\x83 \xf0\x9f\x98\x80 ";
  string bytes;
  for (int index = 0; index < 513; index++) bytes += static_cast<char>((index * 151) % 256);

  Consumer asAlice(alice, env("PASSWORD"));
  Consumer asBob(bob, env("PASSWORD"));
  Consumer asChess("wv:" + name + "-chess@b1.example", env("SECRET"));

  // GetCapabilities
  auto *capabilities =
      asChess.call(&Base::GetCapabilities, asChess.make<im__GetCapabilitiesRequest>());
  check("capabilities", capabilities != nullptr && capabilities->contractVersion == 1);
  check("domains", capabilities->domain == vector<string>({"b1.example", name + "-chess.b1.example"}));

  // SendMessages to one, GetMessages AUTO
  auto *first = asAlice.message("one", {bob}, asAlice.text(awkward));
  first->subject = asAlice.hold(string("first"));
  auto *image = asAlice.make<im__Part>();
  image->contentType = "image/png";
  image->data = asAlice.make<xsd__base64Binary>();
  image->data->__ptr = reinterpret_cast<unsigned char *>(&bytes[0]);
  image->data->__size = static_cast<int>(bytes.size());
  first->part.push_back(image);
  check("one result, a success", codes(asAlice.send({first})) == vector<int>({200}));
  auto *got = asBob.get();
  check("one item", got != nullptr && got->item.size() == 1 && got->item[0]->sender == alice);
  const auto &parts = got->item[0]->content->part;
  check("text as it was", *parts[0]->text == awkward);
  check("bytes as they were", parts[1]->data->__size == static_cast<int>(bytes.size()) &&
                                  std::memcmp(parts[1]->data->__ptr, bytes.data(), bytes.size()) == 0);
  check("what is absent is null", parts[1]->text == nullptr && got->item[0]->deliveryReport == nullptr);
  got = asBob.get();
  check("an empty inbox has no item", got != nullptr && got->item.empty() && !got->moreAvailable);

  // Many recipients, one of them wrong
  auto *sent = asAlice.send({asAlice.message("many", {bob, "wv:nobody@b1.example", alice}, asAlice.text("to all"))});
  check("some of several", codes(sent) == vector<int>({200, 531, 200}) && sent->code == 201);
  check("a failure has no messageId", sent->result[1]->messageId == nullptr && !sent->result[1]->retryable);
  asBob.get();
  asAlice.get();

  // A batch from the service domain; GetMessages EXPLICIT
  vector<im__OutgoingMessage *> batch;
  for (const char *move : {"e4", "c5", "Nf3"}) {
    auto *message = asChess.message("move-" + std::to_string(batch.size()), {bob}, asChess.text(move));
    message->sender = asChess.hold(u1);
    batch.push_back(message);
  }
  check("a batch", codes(asChess.send(batch)) == vector<int>({200, 200, 200}));
  auto *lease = asBob.make<im__GetMessagesRequest>();
  lease->maxMessages = asBob.hold(3);
  lease->waitSeconds = asBob.hold(1);
  lease->acknowledgeMode = asBob.hold(im__AcknowledgeMode__EXPLICIT);
  lease->kind.push_back(im__ItemKind__MESSAGE);
  auto *leased = asBob.call(&Base::GetMessages, lease);
  check("in order", leased != nullptr && leased->item.size() == 3 && *leased->item[0]->content->part[0]->text == "e4" &&
                        *leased->item[2]->content->part[0]->text == "Nf3" && leased->item[0]->sender == u1);

  // AcknowledgeMessages, GetMessageStatus
  auto *settle = asBob.make<im__AcknowledgeMessagesRequest>();
  settle->receipt = *leased->receipt;
  const im__Outcome outcomes[] = {im__Outcome__ACCEPTED, im__Outcome__REJECTED, im__Outcome__RELEASED};
  for (size_t place = 0; place < 3; place++) {
    auto *entry = asBob.make<im__AcknowledgeEntry>();
    entry->messageId = leased->item[place]->messageId;
    entry->outcome = outcomes[place];
    settle->entry.push_back(entry);
  }
  auto *settled = asBob.call(&Base::AcknowledgeMessages, settle);
  check("settled", settled != nullptr && settled->code == 200 && settled->result.size() == 3);
  auto *ask = asChess.make<im__GetMessageStatusRequest>();
  ask->clientMessageId = {"move-0", "move-1", "move-2", "never"};
  auto *states = asChess.call(&Base::GetMessageStatus, ask);
  check("states", states != nullptr && states->status.size() == 3 && states->status[0]->state == "DELIVERED" &&
                      states->status[1]->state == "REJECTED" && states->status[2]->state == "WAITING");
  check("unknown ids", states->unknownClientMessageId == vector<string>({"never"}));

  // headersOnly, GetMessageContent, the receipt acknowledged with the next request
  auto *headersOnly = asBob.make<im__GetMessagesRequest>();
  headersOnly->acknowledgeMode = asBob.hold(im__AcknowledgeMode__EXPLICIT);
  headersOnly->headersOnly = asBob.hold(true);
  auto *headers = asBob.call(&Base::GetMessages, headersOnly);
  check("content omitted", headers != nullptr && headers->item[0]->content->part[0]->text == nullptr &&
                               *headers->item[0]->content->part[0]->contentOmitted);
  auto *range = asBob.make<im__GetMessageContentRequest>();
  range->messageId = headers->item[0]->messageId;
  range->part = 1;
  range->offset = asBob.hold(static_cast<LONG64>(1));
  range->length = asBob.hold(static_cast<LONG64>(2));
  auto *content = asBob.call(&Base::GetMessageContent, range);
  check("a range", content != nullptr && content->size == 3 && !content->moreAvailable &&
                       string(reinterpret_cast<char *>(content->data.__ptr), content->data.__size) == "f3");
  auto *next = asBob.make<im__GetMessagesRequest>();
  next->acknowledge = headers->receipt;
  auto *last = asBob.call(&Base::GetMessages, next);
  check("acknowledged on the way", last != nullptr && last->acknowledgeResult->code == 200 && last->item.empty());

  // Faults
  range->messageId = "no-such";
  check("a fault", asBob.call(&Base::GetMessageContent, range) == nullptr);
  const imc__ServiceFault *detail = detailOf(asBob.soap_fault())->imc__ServiceFault_;
  check("a typed detail", detail != nullptr && detail->errorName == "MessageNotFound" && detail->code == 426);
  check("its fields have their types", !detail->retryable && detail->retryAfterSeconds == nullptr);
  Consumer intruder(bob, "guessed");
  check("wrong password", intruder.get() == nullptr && std::strstr(intruder.soap_fault_string(), "not accepted"));

  std::cout << "gsoap" << version << ": ok (" << checks << " checks)" << std::endl;
  return 0;
}
