// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

/** Stands in a WSDL where the address of the endpoint belongs. */
export const ADDRESS_TOKEN = '{{soap:address}}';

/** WSDL and schema documents by file name. */
export const documents = {
  'common.xsd': `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:c="urn:imps-wsi:common:1"
           targetNamespace="urn:imps-wsi:common:1"
           elementFormDefault="qualified"
           attributeFormDefault="unqualified"
           version="1">
  <xs:annotation>
    <xs:documentation>Types that every service of the web services interface shares: addresses, identifiers, result codes, open attributes and the fault detail. This contract is the imps-wsi project's own; no official WSDL for the interface was ever published.</xs:documentation>
  </xs:annotation>

  <xs:simpleType name="ImAddress">
    <xs:annotation>
      <xs:documentation>The address of a user, a service, or a name inside a service's domain: wv:user@domain, im:user@domain, tel:+E164, sip:user@domain, xmpp:user@domain or a bare user@realm. The syntax is judged for each address on its own: a malformed recipient is a result with code 901, never a fault.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:maxLength value="1024"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ClientMessageId">
    <xs:annotation>
      <xs:documentation>The caller's own name for a message, unique among the caller's messages. Sending the same id to the same recipient again is a replay: it answers as the first time and delivers nothing twice.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="255"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="MessageId">
    <xs:annotation>
      <xs:documentation>The provider's name for one delivery: one message to one recipient. Opaque, unique across providers.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="64"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ShortText">
    <xs:annotation>
      <xs:documentation>One line of text for people or a name given by an application; at most 1024 characters.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:maxLength value="1024"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ResultCode">
    <xs:annotation>
      <xs:documentation>A status code of the IMPS line: 200 durably in a local inbox, 201 some of several, 202 durably accepted for onward delivery, 402 bad parameter, 410 undeliverable, 415 media type not taken, 426 unknown message or receipt, 432 too large, 500 internal error, 501 not offered yet, 503 unavailable for now, 507 inbox full, 516 unknown domain, 531 unknown user, 532 blocked, 534 not authorised, 538 rejected, 541 forwarded, 542 expired, 900 none of several, 901 malformed address.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="100"/>
      <xs:maxInclusive value="999"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Seconds">
    <xs:annotation>
      <xs:documentation>A length of time in whole seconds, 0 to 31536000 (one year).</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="0"/>
      <xs:maxInclusive value="31536000"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="PositiveCount">
    <xs:annotation>
      <xs:documentation>A count of at least one.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ByteCount">
    <xs:annotation>
      <xs:documentation>A number of bytes, 0 to 9007199254740991 (2^53 - 1).</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:long">
      <xs:minInclusive value="0"/>
      <xs:maxInclusive value="9007199254740991"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ContractVersion">
    <xs:annotation>
      <xs:documentation>The version of this contract that the caller was built from. Absent means 1. An answer never holds an element that the named version lacks.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:complexType name="Attribute">
    <xs:annotation>
      <xs:documentation>An open attribute under a scheme of the application's choice; carried unchanged. The same name under two schemes means two attributes.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="scheme" type="c:ShortText">
        <xs:annotation><xs:documentation>Who gave the name its meaning, such as a URI of the application's own; at most 1024 characters.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText">
        <xs:annotation><xs:documentation>The attribute's name within its scheme; at most 1024 characters.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="value" type="xs:string">
        <xs:annotation><xs:documentation>Any text that XML can carry; kept as it is, white space included.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ServiceFault">
    <xs:annotation>
      <xs:documentation>The detail of a fault. A fault is about the request as a whole; what concerns one recipient or one message is a result in the answer instead.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The IMPS status of the refusal.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="errorName" type="c:ShortText">
        <xs:annotation><xs:documentation>The stable name of the error, as listed in the project's error reference; for programs.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>What went wrong and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryable" type="xs:boolean">
        <xs:annotation><xs:documentation>True when the same request may succeed later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long to wait before trying again.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="path" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The path of the element that was refused.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expected" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>What the contract asks for at that place.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="referenceId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>The name under which the provider's log keeps the details; give it to the operator.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="documentation" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The address of the page that describes what was asked for and how to ask for it; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:element name="ServiceFault" type="c:ServiceFault">
    <xs:annotation><xs:documentation>What stands in the detail of every fault about the Body; faults about header blocks (WS-Security, mustUnderstand) have no detail.</xs:documentation></xs:annotation>
  </xs:element>
</xs:schema>
`,
  'im-mtom.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:im="urn:imps-wsi:im:1"
                  name="InstantMessagingService"
                  targetNamespace="urn:imps-wsi:im:1"
                  xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"
                  xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
                  xmlns:wsoma="http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization">
  <wsdl:documentation>Instant Messaging over the Web Services Interface: send messages to Instant Inboxes and read one's own. Document/literal SOAP 1.1 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own. In this document, content travels beside the envelope as MIME parts: MTOM and XOP.</wsdl:documentation>
  <wsp:Policy wsu:Id="Mtom">
    <wsoma:OptimizedMimeSerialization/>
  </wsp:Policy>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:im:1" schemaLocation="im-mtom.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="SendMessagesRequest">
    <wsdl:documentation>Messages on their way to inboxes.</wsdl:documentation>
    <wsdl:part name="request" element="im:SendMessagesRequest">
      <wsdl:documentation>The messages, each with its recipients.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SendMessagesResponse">
    <wsdl:documentation>What became of each message at each recipient.</wsdl:documentation>
    <wsdl:part name="response" element="im:SendMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesRequest">
    <wsdl:documentation>A look into the caller's own inbox.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessagesRequest">
      <wsdl:documentation>How many, how long to wait, how to acknowledge.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesResponse">
    <wsdl:documentation>What waited in the inbox.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessagesResponse">
      <wsdl:documentation>The items, whether more waits, and the receipt to acknowledge them by.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentRequest">
    <wsdl:documentation>A request for content that was left out.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageContentRequest">
      <wsdl:documentation>Which part, and which range of its bytes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentResponse">
    <wsdl:documentation>Content that was left out before.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageContentResponse">
      <wsdl:documentation>The bytes of the range.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesRequest">
    <wsdl:documentation>The outcome of leased items.</wsdl:documentation>
    <wsdl:part name="request" element="im:AcknowledgeMessagesRequest">
      <wsdl:documentation>The receipt, and an outcome for each item, or one for all.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesResponse">
    <wsdl:documentation>What became of each outcome.</wsdl:documentation>
    <wsdl:part name="response" element="im:AcknowledgeMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusRequest">
    <wsdl:documentation>A question about messages that the caller sent.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageStatusRequest">
      <wsdl:documentation>The ids to look for.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusResponse">
    <wsdl:documentation>What became of those messages.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageStatusResponse">
      <wsdl:documentation>A status for each delivery, and the ids that are unknown.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesRequest">
    <wsdl:documentation>A question about bounds and features.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetCapabilitiesRequest">
      <wsdl:documentation>Nothing but the version of the contract.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesResponse">
    <wsdl:documentation>The bounds and features.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetCapabilitiesResponse">
      <wsdl:documentation>What to batch by, how long to wait, what is offered.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="InstantMessaging">
    <wsdl:documentation>Sending to Instant Inboxes, reading one's own, and asking what became of what was sent. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="SendMessages">
      <wsdl:documentation>Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the others.</wsdl:documentation>
      <wsdl:input message="im:SendMessagesRequest"/>
      <wsdl:output message="im:SendMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, TooManyDeliveries, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A recipient that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <wsdl:documentation>Reads the caller's Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for something to come (long poll). Can acknowledge an earlier answer in the same request.</wsdl:documentation>
      <wsdl:input message="im:GetMessagesRequest"/>
      <wsdl:output message="im:GetMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A receipt that is unknown is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <wsdl:documentation>Reads one part of a message, or a range of it, when GetMessages left the content out.</wsdl:documentation>
      <wsdl:input message="im:GetMessageContentRequest"/>
      <wsdl:output message="im:GetMessageContentResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>MessageNotFound when the item is not in the inbox, BadRequestParameter when it has no such part or range; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <wsdl:documentation>Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer.</wsdl:documentation>
      <wsdl:input message="im:AcknowledgeMessagesRequest"/>
      <wsdl:output message="im:AcknowledgeMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An item that is not leased any more is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <wsdl:documentation>Tells what became of messages that the caller sent.</wsdl:documentation>
      <wsdl:input message="im:GetMessageStatusRequest"/>
      <wsdl:output message="im:GetMessageStatusResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>BadRequestParameter when no id is named; StoreUnavailable and TooManyRequests may be tried again. Ids that are unknown are listed in the answer.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <wsdl:documentation>Tells the provider's bounds and optional features.</wsdl:documentation>
      <wsdl:input message="im:GetCapabilitiesRequest"/>
      <wsdl:output message="im:GetCapabilitiesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>TooManyRequests and StoreUnavailable may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="InstantMessagingSoap11Mtom" type="im:InstantMessaging">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <wsp:PolicyReference URI="#Mtom"/>
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="SendMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/SendMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessageContent" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/AcknowledgeMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessageStatus" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetCapabilities" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="InstantMessagingService">
    <wsdl:documentation>A provider's instant messaging service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="InstantMessagingMtomPort" binding="im:InstantMessagingSoap11Mtom">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'im-mtom.xsd': `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:c="urn:imps-wsi:common:1"
           xmlns:im="urn:imps-wsi:im:1"
           targetNamespace="urn:imps-wsi:im:1"
           elementFormDefault="qualified"
           attributeFormDefault="unqualified"
           version="1"
           xmlns:xmime="http://www.w3.org/2005/05/xmlmime">
  <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>

  <xs:annotation>
    <xs:documentation>Instant messaging: sending to and reading from Instant Inboxes.</xs:documentation>
  </xs:annotation>

  <!-- Words a caller may use -->

  <xs:simpleType name="MessageClass">
    <xs:annotation>
      <xs:documentation>What a message is for. Answers give it as a string, because a provider may know more classes than this list.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="PERSONAL">
        <xs:annotation><xs:documentation>From one person to another.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="INFORMATIONAL">
        <xs:annotation><xs:documentation>News or a notice from a service.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="ADVERTISEMENT">
        <xs:annotation><xs:documentation>Advertising; recipients may refuse it.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="AUTOMATIC">
        <xs:annotation><xs:documentation>Written by a program, such as an answer while somebody is away; never answer it automatically.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Priority">
    <xs:annotation>
      <xs:documentation>Precedence between different senders' messages in one inbox; never changes the order of one sender's messages.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="LOW">
        <xs:annotation><xs:documentation>Handed out when nothing else waits.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="NORMAL">
        <xs:annotation><xs:documentation>In the order of arrival.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="HIGH">
        <xs:annotation><xs:documentation>Before other senders' messages.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ReportRequest">
    <xs:annotation>
      <xs:documentation>A report the sender asks for: FAILURE when a message cannot be delivered, DELIVERY when it was, READ when its recipient says it was read.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="FAILURE">
        <xs:annotation><xs:documentation>Tell when the message cannot be delivered.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="DELIVERY">
        <xs:annotation><xs:documentation>Tell when it was delivered.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="READ">
        <xs:annotation><xs:documentation>Tell when the recipient says that it was read.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="AcknowledgeMode">
    <xs:annotation>
      <xs:documentation>AUTO: what was sent to the end of the answer counts as received and is removed. EXPLICIT: items are leased until they are acknowledged, and come back when the lease ends.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="AUTO">
        <xs:annotation><xs:documentation>Sent to the end of the answer is received; items are removed then.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="EXPLICIT">
        <xs:annotation><xs:documentation>Items are leased, and stay in the inbox until they are acknowledged.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ItemKind">
    <xs:annotation>
      <xs:documentation>A kind of inbox item that a caller can ask for.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="MESSAGE">
        <xs:annotation><xs:documentation>What somebody sent.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="DELIVERY_REPORT">
        <xs:annotation><xs:documentation>What became of a message that the caller sent.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="READ_REPORT">
        <xs:annotation><xs:documentation>That a recipient has read a message.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="INVITATION">
        <xs:annotation><xs:documentation>An invitation to a group or conversation.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="NOTICE">
        <xs:annotation><xs:documentation>A notice of the provider.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="TYPING">
        <xs:annotation><xs:documentation>That somebody is writing.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Outcome">
    <xs:annotation>
      <xs:documentation>What became of a leased item: ACCEPTED removes it; RELEASED gives it back at once, to be delivered again first, and says nothing against it: this consumer cannot take it now; FAILED does the same for an item that was tried in vain: after so many failures the provider sets it aside; REJECTED removes it as refused by the recipient.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="ACCEPTED">
        <xs:annotation><xs:documentation>Dealt with: remove it.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="RELEASED">
        <xs:annotation><xs:documentation>Not now: give it back, to come again first.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="FAILED">
        <xs:annotation><xs:documentation>Tried in vain: give it back, and count the attempt.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="REJECTED">
        <xs:annotation><xs:documentation>Refused: remove it, and tell a sender who asked.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <!-- Bounded values -->

  <xs:simpleType name="RequestId">
    <xs:annotation>
      <xs:documentation>The caller's name for one GetMessages request. The same id again, while the items are leased, gets the same items again: a lost answer costs nothing.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="128"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Receipt">
    <xs:annotation>
      <xs:documentation>Names the items that one GetMessages answer leased to the caller. Opaque.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="64"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="WaitSeconds">
    <xs:annotation>
      <xs:documentation>How long an empty inbox may hold the answer back, 0 to 3600; the provider's own bound is in GetCapabilities and a larger wish is cut to it.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="0"/>
      <xs:maxInclusive value="3600"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="LeaseSeconds">
    <xs:annotation>
      <xs:documentation>How long items stay leased, counted from the end of the answer, 1 to 43200; the provider's own bound is in GetCapabilities and a larger wish is cut to it.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="43200"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="LifetimeSeconds">
    <xs:annotation>
      <xs:documentation>How long a message is worth delivering, 1 to 31536000 seconds.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="31536000"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="MediaType">
    <xs:annotation>
      <xs:documentation>A media type with its parameters, such as text/plain or image/png; any syntactically valid one (RFC 2045).</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="3"/>
      <xs:maxLength value="1024"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="PartNumber">
    <xs:annotation>
      <xs:documentation>The place of a part in its message, counted from 1.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="10000"/>
    </xs:restriction>
  </xs:simpleType>

  <!-- SendMessages -->

  <xs:complexType name="Part">
    <xs:annotation>
      <xs:documentation>One piece of content. Exactly one of text and data is present. Text holds characters that XML can carry (write a carriage return as a character reference); anything else goes as data. What was sent as text comes back as text, all else as data, byte for byte.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>What the bytes are, such as text/plain; charset=utf-8 or image/png.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A file name or title.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The content as characters; kept as it is. Absent when data is present.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0" xmime:expectedContentTypes="application/octet-stream">
        <xs:annotation><xs:documentation>The content as bytes, base64 in the envelope. Absent when text is present. GetCapabilities gives the bound (maxMessageBytes).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="OutgoingMessage">
    <xs:annotation>
      <xs:documentation>A message to one or more recipients. Each recipient's delivery succeeds or fails on its own.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>The caller's own id of this message, 1 to 255 characters: send it again unchanged when no answer came, and nothing is delivered twice.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="sender" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Who the message is from; must belong to the caller. Absent means the caller's own address. A service may name any address in its service domain, so that answers find their way back.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="senderName" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A name to show beside the sender's address; not verified.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="replyTo" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Where answers should go if not to the sender.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Who gets the message. A recipient named twice gets it once.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="subject" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A title for people; at most 1024 characters.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:Part" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The content, in order.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageClass" type="im:MessageClass" minOccurs="0">
        <xs:annotation><xs:documentation>What the message is for. Absent: it does not say.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="priority" type="im:Priority" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means NORMAL.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When the message stops being worth delivering. Not together with timeToLive.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="timeToLive" type="im:LifetimeSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>The same, counted from acceptance. Not together with expiresAt.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="report" type="im:ReportRequest" minOccurs="0" maxOccurs="3">
        <xs:annotation><xs:documentation>Which outcomes the sender wants to be told of, in its own inbox. Absent means none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="anonymous" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True hides the sender: the provider puts an assigned address in its place.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="keepCopy" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True keeps a copy among the sender's own messages.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Names the conversation that the message belongs to; carried unchanged, and a reader can ask for it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="inReplyTo" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The messageId of the message that this one answers.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>Whatever the applications at both ends have agreed on; at most 100.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendMessagesRequest">
    <xs:annotation>
      <xs:documentation>One or more messages. Messages of one sender to one inbox are delivered in the order of this document.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="message" type="im:OutgoingMessage" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>What to send, at least one message. GetCapabilities tells how many recipients one request may name in all.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendResult">
    <xs:annotation>
      <xs:documentation>What became of one message for one recipient. Success (200, 202) means durably stored.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>As the request wrote it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>Present on success.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 or 202 when the message is durably stored, else why not.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryable" type="xs:boolean">
        <xs:annotation><xs:documentation>True when sending the same again, with the same clientMessageId, may succeed later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long to wait before sending it again, in seconds. Absent means no wish.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendMessagesResponse">
    <xs:annotation>
      <xs:documentation>The overall status and one result for each message and recipient, in the order of the request.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The common code of all results when they agree, 201 when some succeeded and some did not, 900 when none of several did.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="im:SendResult" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each message and recipient, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessages -->

  <xs:complexType name="GetMessagesRequest">
    <xs:annotation>
      <xs:documentation>Asks for what waits in the caller's inbox, oldest first.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxMessages" type="c:PositiveCount" minOccurs="0">
        <xs:annotation><xs:documentation>At most so many items. Absent means all that wait when the request comes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxBytes" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>Stop before the content of all items together exceeds this; one item is always given.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="waitSeconds" type="im:WaitSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means 0: answer at once.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledge" type="im:Receipt" minOccurs="0">
        <xs:annotation><xs:documentation>The receipt of an earlier answer whose items are all accepted with this request; saves an AcknowledgeMessages call. If it fails, that is told in the answer and is no fault.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledgeMode" type="im:AcknowledgeMode" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means AUTO.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="leaseSeconds" type="im:LeaseSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long items are the caller's own before they come back, in seconds; with acknowledgeMode EXPLICIT, or with a requestId. Absent means defaultLeaseSeconds of GetCapabilities.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="requestId" type="im:RequestId" minOccurs="0">
        <xs:annotation><xs:documentation>Repeat the request with the same id when its answer was lost, and the same items come again. Absent: a repetition is a new request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="headersOnly" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True leaves out all content; fetch it by GetMessageContent. Only with acknowledgeMode EXPLICIT.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="im:ItemKind" minOccurs="0" maxOccurs="6">
        <xs:annotation><xs:documentation>Only these kinds of item. Absent means messages and the reports that were asked for.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="fromSender" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Only items from this address.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="forRecipient" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Only items sent to this address, where an inbox serves several.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Only items of this conversation.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ReceivedPart">
    <xs:annotation>
      <xs:documentation>One piece of a received message. At most one of text and data is present; neither when contentOmitted is true.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="number" type="im:PartNumber">
        <xs:annotation><xs:documentation>Which part of the message this is, counted from 1; GetMessageContent asks by it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>As the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A file name or title, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="size" type="c:ByteCount">
        <xs:annotation><xs:documentation>Size of the content in bytes; of text, in UTF-8.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The content, when it was sent as text.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0" xmime:expectedContentTypes="application/octet-stream">
        <xs:annotation><xs:documentation>The content, when it was sent as data; base64 in the envelope.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentOmitted" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True when the content has to be fetched by GetMessageContent. Absent means false.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="Content">
    <xs:annotation>
      <xs:documentation>The content of an item of kind MESSAGE.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="subject" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A title for people, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:ReceivedPart" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The pieces of content, in the order in which they were sent.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="DeliveryReport">
    <xs:annotation>
      <xs:documentation>What became of a message that the caller sent; the block of an item of kind DELIVERY_REPORT.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="reportedMessageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The messageId that SendMessages answered for this delivery.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The caller's own id of the message.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reportedRecipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>Whose delivery this is about, as the message named the recipient.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="state" type="xs:string">
        <xs:annotation><xs:documentation>As in MessageStatus.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The status code of that state.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, or what the recipient gave as reason; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the delivery came to that state.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="InboxItem">
    <xs:annotation>
      <xs:documentation>One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE, deliveryReport for DELIVERY_REPORT).</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The provider's id of this item; GetMessageContent and AcknowledgeMessages name it by that.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="xs:string">
        <xs:annotation><xs:documentation>One of the words of ItemKind; only kinds that the request asked for or takes by default.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="sender" type="c:ImAddress">
        <xs:annotation><xs:documentation>Verified by the provider; where the sender is anonymous, assigned by it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="senderName" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A name to show beside the sender's address; not verified.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="replyTo" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Where answers should go. Absent means to the sender.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>As the sender wrote it; a service reads here which of its names was meant.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acceptedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the provider took the message, by its own clock.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When the message stops being worth reading. Absent means never.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="deliveryAttempt" type="c:PositiveCount">
        <xs:annotation><xs:documentation>1 the first time the item is handed out, one more each time that it came back, however it came back.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageClass" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>What the message is for: a word of MessageClass, or one that came later. Absent: it does not say.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="priority" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means NORMAL.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>The conversation that the sender put the message in.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="inReplyTo" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The messageId of the message that this one answers.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>What the sender attached, unchanged; at most 100.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="content" type="im:Content" minOccurs="0">
        <xs:annotation><xs:documentation>Present when kind is MESSAGE.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="deliveryReport" type="im:DeliveryReport" minOccurs="0">
        <xs:annotation><xs:documentation>Present when kind is DELIVERY_REPORT.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ReceiptResult">
    <xs:annotation>
      <xs:documentation>What became of the receipt that a GetMessages request acknowledged.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="acknowledgedReceipt" type="im:Receipt">
        <xs:annotation><xs:documentation>The receipt, as the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when its items are accepted, 201 when some of them had come back already, else why not.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessagesResponse">
    <xs:annotation>
      <xs:documentation>The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end because the answer is streamed.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="item" type="im:InboxItem" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>What was waiting, oldest first; none when the inbox is empty.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether more items wait; exact at the time of the answer. Items that wait only because earlier ones of their sender are in this answer count as waiting.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="remaining" type="xs:int" minOccurs="0">
        <xs:annotation><xs:documentation>About how many more items wait; counted up to a bound only.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="receipt" type="im:Receipt" minOccurs="0">
        <xs:annotation><xs:documentation>Present when items were leased with acknowledgeMode EXPLICIT.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledgeResult" type="im:ReceiptResult" minOccurs="0">
        <xs:annotation><xs:documentation>Present when the request acknowledged a receipt.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long the provider would like the caller to wait before it asks again. Absent means no wish.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessageContent -->

  <xs:complexType name="GetMessageContentRequest">
    <xs:annotation>
      <xs:documentation>Asks for the bytes, or a range of the bytes, of one part of a message in the caller's inbox.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The item, as GetMessages named it; it must be in the inbox still, or leased to the caller.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:PartNumber">
        <xs:annotation><xs:documentation>The number of the part.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="offset" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>First byte wanted, from 0. Absent means 0.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="length" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>At most so many bytes. Absent means as many as the provider gives at once.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessageContentResponse">
    <xs:annotation>
      <xs:documentation>A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:PartNumber">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>What the bytes are, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="size" type="c:ByteCount">
        <xs:annotation><xs:documentation>Size of the whole part in bytes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="offset" type="c:ByteCount">
        <xs:annotation><xs:documentation>Where in the part these bytes begin, counted from 0.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" xmime:expectedContentTypes="application/octet-stream">
        <xs:annotation><xs:documentation>The bytes from offset on; base64 in the envelope. Ask again with offset moved by their number while moreAvailable is true.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether the part goes on after this range.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- AcknowledgeMessages -->

  <xs:complexType name="AcknowledgeEntry">
    <xs:annotation>
      <xs:documentation>The outcome of one leased item.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The item, as GetMessages named it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="outcome" type="im:Outcome">
        <xs:annotation><xs:documentation>What to do with it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Why it was rejected, released or failed; kept for the operator and, for a rejection, told to a sender who asks.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeMessagesRequest">
    <xs:annotation>
      <xs:documentation>Settles leased items. Without entries and without extendSeconds, all items of the receipt are accepted. With extendSeconds, the items that this request does not settle stay leased so much longer, counted from now. Repeating a request succeeds.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="receipt" type="im:Receipt">
        <xs:annotation><xs:documentation>The receipt of the answer that leased the items.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="entry" type="im:AcknowledgeEntry" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Items of that answer, each with an outcome of its own. None, and no extendSeconds: all are accepted.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="extendSeconds" type="im:LeaseSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>Keeps what is not settled leased so much longer, in seconds from now; the provider may cut it (maxLeaseSeconds).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeResult">
    <xs:annotation>
      <xs:documentation>What became of one entry.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>As the entry gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="outcome" type="xs:string">
        <xs:annotation><xs:documentation>As the entry gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when it is done, 426 when the item is not leased by this receipt any more.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeMessagesResponse">
    <xs:annotation>
      <xs:documentation>The overall status and one result for each entry; for a whole receipt, only the overall status.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The common code of all results, or of the receipt as a whole; 201 when some succeeded, 900 when none of several did.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="im:AcknowledgeResult" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each entry, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="leasedUntil" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>Until when the unsettled items stay leased; present when the request extended the lease and something was left to extend.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessageStatus -->

  <xs:complexType name="GetMessageStatusRequest">
    <xs:annotation>
      <xs:documentation>Asks what became of messages that the caller sent, by the provider's or by the caller's ids; at least one.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0" maxOccurs="1000">
        <xs:annotation><xs:documentation>Deliveries by the ids that SendMessages answered; at most 1000.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId" minOccurs="0" maxOccurs="1000">
        <xs:annotation><xs:documentation>Messages by the caller's own ids, each with all its recipients; at most 1000.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="MessageStatus">
    <xs:annotation>
      <xs:documentation>The state of one message for one recipient: WAITING in the inbox, DELIVERING while leased, DELIVERED, REJECTED by the recipient, REFUSED when it was sent, EXPIRED, or UNDELIVERABLE after too many attempts.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>Absent for a delivery that was refused when it was sent.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>The caller's own id of the message.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>Whose delivery this is, as the message named the recipient.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="state" type="xs:string">
        <xs:annotation><xs:documentation>WAITING, DELIVERING, DELIVERED, REJECTED, REFUSED, EXPIRED or UNDELIVERABLE; be ready for words that come later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The status code of that state.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, or what the recipient gave as reason; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the delivery came to that state.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessageStatusResponse">
    <xs:annotation>
      <xs:documentation>One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when all ids are known, 201 when some are, 900 when none is.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="status" type="im:MessageStatus" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each delivery that is known.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="unknownMessageId" type="c:MessageId" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Ids of the request that name no delivery of the caller.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="unknownClientMessageId" type="c:ClientMessageId" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Ids of the request that the caller never used, or so long ago that they are forgotten (idempotencySeconds).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetCapabilities -->

  <xs:complexType name="GetCapabilitiesRequest">
    <xs:annotation>
      <xs:documentation>Asks what the provider offers and where its bounds are.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetCapabilitiesResponse">
    <xs:annotation>
      <xs:documentation>The provider's bounds, so that a caller can batch and wait sensibly.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion">
        <xs:annotation><xs:documentation>The newest version of this contract that the provider speaks.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="domain" type="xs:string" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The domains whose inboxes this provider holds; the caller's own service domain included.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxRequestBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>The largest envelope, in bytes; content that stands beside it or is read apart counts for itself.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxMessageBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>The most content that one message may hold, in bytes of all its parts.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxDeliveriesPerRequest" type="c:PositiveCount">
        <xs:annotation><xs:documentation>The most recipients, summed over all messages, of one SendMessages request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="suggestedBatchSize" type="c:PositiveCount">
        <xs:annotation><xs:documentation>A number of messages a request that serves the provider well.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxWaitSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>The longest that GetMessages waits, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="defaultLeaseSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>How long items are leased when nothing is asked for, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxLeaseSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>The longest lease, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxInlineBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>A larger part comes with contentOmitted.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="idempotencySeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>How long a clientMessageId is remembered.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="xs:string" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The kinds of item that GetMessages can give.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="feature" type="xs:string" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Optional fields of this contract that the provider honours; the others are refused with 501.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:element name="SendMessagesRequest" type="im:SendMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that sends.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="SendMessagesResponse" type="im:SendMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a result for each message and recipient.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessagesRequest" type="im:GetMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that reads the inbox.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessagesResponse" type="im:GetMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: items, then whether more waits.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageContentRequest" type="im:GetMessageContentRequest">
    <xs:annotation><xs:documentation>The Body of a request for the content of one part.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageContentResponse" type="im:GetMessageContentResponse">
    <xs:annotation><xs:documentation>The Body of its answer: bytes.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="AcknowledgeMessagesRequest" type="im:AcknowledgeMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that settles leased items.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="AcknowledgeMessagesResponse" type="im:AcknowledgeMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a result for each entry.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageStatusRequest" type="im:GetMessageStatusRequest">
    <xs:annotation><xs:documentation>The Body of a request that asks what became of sent messages.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageStatusResponse" type="im:GetMessageStatusResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a status for each delivery.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetCapabilitiesRequest" type="im:GetCapabilitiesRequest">
    <xs:annotation><xs:documentation>The Body of a request for bounds and features.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetCapabilitiesResponse" type="im:GetCapabilitiesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: bounds and features.</xs:documentation></xs:annotation>
  </xs:element>
</xs:schema>
`,
  'im-soap12-mtom.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:im="urn:imps-wsi:im:1"
                  name="InstantMessagingService"
                  targetNamespace="urn:imps-wsi:im:1"
                  xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"
                  xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
                  xmlns:wsoma="http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization">
  <wsdl:documentation>Instant Messaging over the Web Services Interface: send messages to Instant Inboxes and read one's own. Document/literal SOAP 1.2 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own. In this document, content travels beside the envelope as MIME parts: MTOM and XOP.</wsdl:documentation>
  <wsp:Policy wsu:Id="Mtom">
    <wsoma:OptimizedMimeSerialization/>
  </wsp:Policy>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:im:1" schemaLocation="im-mtom.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="SendMessagesRequest">
    <wsdl:documentation>Messages on their way to inboxes.</wsdl:documentation>
    <wsdl:part name="request" element="im:SendMessagesRequest">
      <wsdl:documentation>The messages, each with its recipients.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SendMessagesResponse">
    <wsdl:documentation>What became of each message at each recipient.</wsdl:documentation>
    <wsdl:part name="response" element="im:SendMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesRequest">
    <wsdl:documentation>A look into the caller's own inbox.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessagesRequest">
      <wsdl:documentation>How many, how long to wait, how to acknowledge.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesResponse">
    <wsdl:documentation>What waited in the inbox.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessagesResponse">
      <wsdl:documentation>The items, whether more waits, and the receipt to acknowledge them by.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentRequest">
    <wsdl:documentation>A request for content that was left out.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageContentRequest">
      <wsdl:documentation>Which part, and which range of its bytes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentResponse">
    <wsdl:documentation>Content that was left out before.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageContentResponse">
      <wsdl:documentation>The bytes of the range.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesRequest">
    <wsdl:documentation>The outcome of leased items.</wsdl:documentation>
    <wsdl:part name="request" element="im:AcknowledgeMessagesRequest">
      <wsdl:documentation>The receipt, and an outcome for each item, or one for all.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesResponse">
    <wsdl:documentation>What became of each outcome.</wsdl:documentation>
    <wsdl:part name="response" element="im:AcknowledgeMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusRequest">
    <wsdl:documentation>A question about messages that the caller sent.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageStatusRequest">
      <wsdl:documentation>The ids to look for.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusResponse">
    <wsdl:documentation>What became of those messages.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageStatusResponse">
      <wsdl:documentation>A status for each delivery, and the ids that are unknown.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesRequest">
    <wsdl:documentation>A question about bounds and features.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetCapabilitiesRequest">
      <wsdl:documentation>Nothing but the version of the contract.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesResponse">
    <wsdl:documentation>The bounds and features.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetCapabilitiesResponse">
      <wsdl:documentation>What to batch by, how long to wait, what is offered.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="InstantMessaging">
    <wsdl:documentation>Sending to Instant Inboxes, reading one's own, and asking what became of what was sent. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="SendMessages">
      <wsdl:documentation>Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the others.</wsdl:documentation>
      <wsdl:input message="im:SendMessagesRequest"/>
      <wsdl:output message="im:SendMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, TooManyDeliveries, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A recipient that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <wsdl:documentation>Reads the caller's Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for something to come (long poll). Can acknowledge an earlier answer in the same request.</wsdl:documentation>
      <wsdl:input message="im:GetMessagesRequest"/>
      <wsdl:output message="im:GetMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A receipt that is unknown is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <wsdl:documentation>Reads one part of a message, or a range of it, when GetMessages left the content out.</wsdl:documentation>
      <wsdl:input message="im:GetMessageContentRequest"/>
      <wsdl:output message="im:GetMessageContentResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>MessageNotFound when the item is not in the inbox, BadRequestParameter when it has no such part or range; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <wsdl:documentation>Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer.</wsdl:documentation>
      <wsdl:input message="im:AcknowledgeMessagesRequest"/>
      <wsdl:output message="im:AcknowledgeMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An item that is not leased any more is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <wsdl:documentation>Tells what became of messages that the caller sent.</wsdl:documentation>
      <wsdl:input message="im:GetMessageStatusRequest"/>
      <wsdl:output message="im:GetMessageStatusResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>BadRequestParameter when no id is named; StoreUnavailable and TooManyRequests may be tried again. Ids that are unknown are listed in the answer.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <wsdl:documentation>Tells the provider's bounds and optional features.</wsdl:documentation>
      <wsdl:input message="im:GetCapabilitiesRequest"/>
      <wsdl:output message="im:GetCapabilitiesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>TooManyRequests and StoreUnavailable may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="InstantMessagingSoap12Mtom" type="im:InstantMessaging">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <wsp:PolicyReference URI="#Mtom"/>
    <soap12:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="SendMessages">
      <soap12:operation soapAction="urn:imps-wsi:im:1/SendMessages" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetMessages" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetMessageContent" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <soap12:operation soapAction="urn:imps-wsi:im:1/AcknowledgeMessages" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetMessageStatus" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetCapabilities" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="InstantMessagingService">
    <wsdl:documentation>A provider's instant messaging service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="InstantMessagingSoap12MtomPort" binding="im:InstantMessagingSoap12Mtom">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap12:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'im-soap12.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:im="urn:imps-wsi:im:1"
                  name="InstantMessagingService"
                  targetNamespace="urn:imps-wsi:im:1">
  <wsdl:documentation>Instant Messaging over the Web Services Interface: send messages to Instant Inboxes and read one's own. Document/literal SOAP 1.2 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own. Messages of SOAP 1.1 are for another address.</wsdl:documentation>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:im:1" schemaLocation="im.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="SendMessagesRequest">
    <wsdl:documentation>Messages on their way to inboxes.</wsdl:documentation>
    <wsdl:part name="request" element="im:SendMessagesRequest">
      <wsdl:documentation>The messages, each with its recipients.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SendMessagesResponse">
    <wsdl:documentation>What became of each message at each recipient.</wsdl:documentation>
    <wsdl:part name="response" element="im:SendMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesRequest">
    <wsdl:documentation>A look into the caller's own inbox.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessagesRequest">
      <wsdl:documentation>How many, how long to wait, how to acknowledge.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesResponse">
    <wsdl:documentation>What waited in the inbox.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessagesResponse">
      <wsdl:documentation>The items, whether more waits, and the receipt to acknowledge them by.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentRequest">
    <wsdl:documentation>A request for content that was left out.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageContentRequest">
      <wsdl:documentation>Which part, and which range of its bytes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentResponse">
    <wsdl:documentation>Content that was left out before.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageContentResponse">
      <wsdl:documentation>The bytes of the range.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesRequest">
    <wsdl:documentation>The outcome of leased items.</wsdl:documentation>
    <wsdl:part name="request" element="im:AcknowledgeMessagesRequest">
      <wsdl:documentation>The receipt, and an outcome for each item, or one for all.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesResponse">
    <wsdl:documentation>What became of each outcome.</wsdl:documentation>
    <wsdl:part name="response" element="im:AcknowledgeMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusRequest">
    <wsdl:documentation>A question about messages that the caller sent.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageStatusRequest">
      <wsdl:documentation>The ids to look for.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusResponse">
    <wsdl:documentation>What became of those messages.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageStatusResponse">
      <wsdl:documentation>A status for each delivery, and the ids that are unknown.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesRequest">
    <wsdl:documentation>A question about bounds and features.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetCapabilitiesRequest">
      <wsdl:documentation>Nothing but the version of the contract.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesResponse">
    <wsdl:documentation>The bounds and features.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetCapabilitiesResponse">
      <wsdl:documentation>What to batch by, how long to wait, what is offered.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="InstantMessaging">
    <wsdl:documentation>Sending to Instant Inboxes, reading one's own, and asking what became of what was sent. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="SendMessages">
      <wsdl:documentation>Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the others.</wsdl:documentation>
      <wsdl:input message="im:SendMessagesRequest"/>
      <wsdl:output message="im:SendMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, TooManyDeliveries, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A recipient that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <wsdl:documentation>Reads the caller's Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for something to come (long poll). Can acknowledge an earlier answer in the same request.</wsdl:documentation>
      <wsdl:input message="im:GetMessagesRequest"/>
      <wsdl:output message="im:GetMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A receipt that is unknown is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <wsdl:documentation>Reads one part of a message, or a range of it, when GetMessages left the content out.</wsdl:documentation>
      <wsdl:input message="im:GetMessageContentRequest"/>
      <wsdl:output message="im:GetMessageContentResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>MessageNotFound when the item is not in the inbox, BadRequestParameter when it has no such part or range; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <wsdl:documentation>Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer.</wsdl:documentation>
      <wsdl:input message="im:AcknowledgeMessagesRequest"/>
      <wsdl:output message="im:AcknowledgeMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An item that is not leased any more is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <wsdl:documentation>Tells what became of messages that the caller sent.</wsdl:documentation>
      <wsdl:input message="im:GetMessageStatusRequest"/>
      <wsdl:output message="im:GetMessageStatusResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>BadRequestParameter when no id is named; StoreUnavailable and TooManyRequests may be tried again. Ids that are unknown are listed in the answer.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <wsdl:documentation>Tells the provider's bounds and optional features.</wsdl:documentation>
      <wsdl:input message="im:GetCapabilitiesRequest"/>
      <wsdl:output message="im:GetCapabilitiesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>TooManyRequests and StoreUnavailable may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="InstantMessagingSoap12" type="im:InstantMessaging">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <soap12:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="SendMessages">
      <soap12:operation soapAction="urn:imps-wsi:im:1/SendMessages" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetMessages" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetMessageContent" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <soap12:operation soapAction="urn:imps-wsi:im:1/AcknowledgeMessages" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetMessageStatus" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <soap12:operation soapAction="urn:imps-wsi:im:1/GetCapabilities" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="InstantMessagingService">
    <wsdl:documentation>A provider's instant messaging service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="InstantMessagingSoap12Port" binding="im:InstantMessagingSoap12">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap12:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'im-swa.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:im="urn:imps-wsi:im:1"
                  name="InstantMessagingService"
                  targetNamespace="urn:imps-wsi:im:1"
                  xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/">
  <wsdl:documentation>Instant Messaging over the Web Services Interface: send messages to Instant Inboxes and read one's own. Document/literal SOAP 1.1 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own. In this document, content may travel beside the envelope as MIME parts: SOAP Messages with Attachments, WS-I Attachments Profile 1.0.</wsdl:documentation>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:im:1" schemaLocation="im-swa.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="SendMessagesRequest">
    <wsdl:documentation>Messages on their way to inboxes.</wsdl:documentation>
    <wsdl:part name="request" element="im:SendMessagesRequest">
      <wsdl:documentation>The messages, each with its recipients.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SendMessagesResponse">
    <wsdl:documentation>What became of each message at each recipient.</wsdl:documentation>
    <wsdl:part name="response" element="im:SendMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesRequest">
    <wsdl:documentation>A look into the caller's own inbox.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessagesRequest">
      <wsdl:documentation>How many, how long to wait, how to acknowledge.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesResponse">
    <wsdl:documentation>What waited in the inbox.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessagesResponse">
      <wsdl:documentation>The items, whether more waits, and the receipt to acknowledge them by.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentRequest">
    <wsdl:documentation>A request for content that was left out.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageContentRequest">
      <wsdl:documentation>Which part, and which range of its bytes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentResponse">
    <wsdl:documentation>Content that was left out before.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageContentResponse">
      <wsdl:documentation>The bytes of the range.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesRequest">
    <wsdl:documentation>The outcome of leased items.</wsdl:documentation>
    <wsdl:part name="request" element="im:AcknowledgeMessagesRequest">
      <wsdl:documentation>The receipt, and an outcome for each item, or one for all.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesResponse">
    <wsdl:documentation>What became of each outcome.</wsdl:documentation>
    <wsdl:part name="response" element="im:AcknowledgeMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusRequest">
    <wsdl:documentation>A question about messages that the caller sent.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageStatusRequest">
      <wsdl:documentation>The ids to look for.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusResponse">
    <wsdl:documentation>What became of those messages.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageStatusResponse">
      <wsdl:documentation>A status for each delivery, and the ids that are unknown.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesRequest">
    <wsdl:documentation>A question about bounds and features.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetCapabilitiesRequest">
      <wsdl:documentation>Nothing but the version of the contract.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesResponse">
    <wsdl:documentation>The bounds and features.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetCapabilitiesResponse">
      <wsdl:documentation>What to batch by, how long to wait, what is offered.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="InstantMessaging">
    <wsdl:documentation>Sending to Instant Inboxes, reading one's own, and asking what became of what was sent. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="SendMessages">
      <wsdl:documentation>Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the others.</wsdl:documentation>
      <wsdl:input message="im:SendMessagesRequest"/>
      <wsdl:output message="im:SendMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, TooManyDeliveries, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A recipient that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <wsdl:documentation>Reads the caller's Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for something to come (long poll). Can acknowledge an earlier answer in the same request.</wsdl:documentation>
      <wsdl:input message="im:GetMessagesRequest"/>
      <wsdl:output message="im:GetMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A receipt that is unknown is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <wsdl:documentation>Reads one part of a message, or a range of it, when GetMessages left the content out.</wsdl:documentation>
      <wsdl:input message="im:GetMessageContentRequest"/>
      <wsdl:output message="im:GetMessageContentResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>MessageNotFound when the item is not in the inbox, BadRequestParameter when it has no such part or range; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <wsdl:documentation>Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer.</wsdl:documentation>
      <wsdl:input message="im:AcknowledgeMessagesRequest"/>
      <wsdl:output message="im:AcknowledgeMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An item that is not leased any more is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <wsdl:documentation>Tells what became of messages that the caller sent.</wsdl:documentation>
      <wsdl:input message="im:GetMessageStatusRequest"/>
      <wsdl:output message="im:GetMessageStatusResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>BadRequestParameter when no id is named; StoreUnavailable and TooManyRequests may be tried again. Ids that are unknown are listed in the answer.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <wsdl:documentation>Tells the provider's bounds and optional features.</wsdl:documentation>
      <wsdl:input message="im:GetCapabilitiesRequest"/>
      <wsdl:output message="im:GetCapabilitiesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>TooManyRequests and StoreUnavailable may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="InstantMessagingSoap11Swa" type="im:InstantMessaging">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="SendMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/SendMessages" style="document"/>
      <wsdl:input>
        <mime:multipartRelated>
          <mime:part>
            <soap:body use="literal"/>
          </mime:part>
        </mime:multipartRelated>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <mime:multipartRelated>
          <mime:part>
            <soap:body use="literal"/>
          </mime:part>
        </mime:multipartRelated>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessageContent" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <mime:multipartRelated>
          <mime:part>
            <soap:body use="literal"/>
          </mime:part>
        </mime:multipartRelated>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/AcknowledgeMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessageStatus" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetCapabilities" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="InstantMessagingService">
    <wsdl:documentation>A provider's instant messaging service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="InstantMessagingSwaPort" binding="im:InstantMessagingSoap11Swa">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'im-swa.xsd': `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:c="urn:imps-wsi:common:1"
           xmlns:im="urn:imps-wsi:im:1"
           targetNamespace="urn:imps-wsi:im:1"
           elementFormDefault="qualified"
           attributeFormDefault="unqualified"
           version="1"
           xmlns:swa="http://ws-i.org/profiles/basic/1.1/xsd">
  <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
  <xs:import namespace="http://ws-i.org/profiles/basic/1.1/xsd" schemaLocation="swaref.xsd"/>

  <xs:annotation>
    <xs:documentation>Instant messaging: sending to and reading from Instant Inboxes.</xs:documentation>
  </xs:annotation>

  <!-- Words a caller may use -->

  <xs:simpleType name="MessageClass">
    <xs:annotation>
      <xs:documentation>What a message is for. Answers give it as a string, because a provider may know more classes than this list.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="PERSONAL">
        <xs:annotation><xs:documentation>From one person to another.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="INFORMATIONAL">
        <xs:annotation><xs:documentation>News or a notice from a service.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="ADVERTISEMENT">
        <xs:annotation><xs:documentation>Advertising; recipients may refuse it.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="AUTOMATIC">
        <xs:annotation><xs:documentation>Written by a program, such as an answer while somebody is away; never answer it automatically.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Priority">
    <xs:annotation>
      <xs:documentation>Precedence between different senders' messages in one inbox; never changes the order of one sender's messages.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="LOW">
        <xs:annotation><xs:documentation>Handed out when nothing else waits.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="NORMAL">
        <xs:annotation><xs:documentation>In the order of arrival.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="HIGH">
        <xs:annotation><xs:documentation>Before other senders' messages.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ReportRequest">
    <xs:annotation>
      <xs:documentation>A report the sender asks for: FAILURE when a message cannot be delivered, DELIVERY when it was, READ when its recipient says it was read.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="FAILURE">
        <xs:annotation><xs:documentation>Tell when the message cannot be delivered.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="DELIVERY">
        <xs:annotation><xs:documentation>Tell when it was delivered.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="READ">
        <xs:annotation><xs:documentation>Tell when the recipient says that it was read.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="AcknowledgeMode">
    <xs:annotation>
      <xs:documentation>AUTO: what was sent to the end of the answer counts as received and is removed. EXPLICIT: items are leased until they are acknowledged, and come back when the lease ends.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="AUTO">
        <xs:annotation><xs:documentation>Sent to the end of the answer is received; items are removed then.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="EXPLICIT">
        <xs:annotation><xs:documentation>Items are leased, and stay in the inbox until they are acknowledged.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ItemKind">
    <xs:annotation>
      <xs:documentation>A kind of inbox item that a caller can ask for.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="MESSAGE">
        <xs:annotation><xs:documentation>What somebody sent.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="DELIVERY_REPORT">
        <xs:annotation><xs:documentation>What became of a message that the caller sent.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="READ_REPORT">
        <xs:annotation><xs:documentation>That a recipient has read a message.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="INVITATION">
        <xs:annotation><xs:documentation>An invitation to a group or conversation.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="NOTICE">
        <xs:annotation><xs:documentation>A notice of the provider.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="TYPING">
        <xs:annotation><xs:documentation>That somebody is writing.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Outcome">
    <xs:annotation>
      <xs:documentation>What became of a leased item: ACCEPTED removes it; RELEASED gives it back at once, to be delivered again first, and says nothing against it: this consumer cannot take it now; FAILED does the same for an item that was tried in vain: after so many failures the provider sets it aside; REJECTED removes it as refused by the recipient.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="ACCEPTED">
        <xs:annotation><xs:documentation>Dealt with: remove it.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="RELEASED">
        <xs:annotation><xs:documentation>Not now: give it back, to come again first.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="FAILED">
        <xs:annotation><xs:documentation>Tried in vain: give it back, and count the attempt.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="REJECTED">
        <xs:annotation><xs:documentation>Refused: remove it, and tell a sender who asked.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <!-- Bounded values -->

  <xs:simpleType name="RequestId">
    <xs:annotation>
      <xs:documentation>The caller's name for one GetMessages request. The same id again, while the items are leased, gets the same items again: a lost answer costs nothing.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="128"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Receipt">
    <xs:annotation>
      <xs:documentation>Names the items that one GetMessages answer leased to the caller. Opaque.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="64"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="WaitSeconds">
    <xs:annotation>
      <xs:documentation>How long an empty inbox may hold the answer back, 0 to 3600; the provider's own bound is in GetCapabilities and a larger wish is cut to it.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="0"/>
      <xs:maxInclusive value="3600"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="LeaseSeconds">
    <xs:annotation>
      <xs:documentation>How long items stay leased, counted from the end of the answer, 1 to 43200; the provider's own bound is in GetCapabilities and a larger wish is cut to it.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="43200"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="LifetimeSeconds">
    <xs:annotation>
      <xs:documentation>How long a message is worth delivering, 1 to 31536000 seconds.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="31536000"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="MediaType">
    <xs:annotation>
      <xs:documentation>A media type with its parameters, such as text/plain or image/png; any syntactically valid one (RFC 2045).</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="3"/>
      <xs:maxLength value="1024"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="PartNumber">
    <xs:annotation>
      <xs:documentation>The place of a part in its message, counted from 1.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="10000"/>
    </xs:restriction>
  </xs:simpleType>

  <!-- SendMessages -->

  <xs:complexType name="Part">
    <xs:annotation>
      <xs:documentation>One piece of content. Exactly one of text and data is present. Text holds characters that XML can carry (write a carriage return as a character reference); anything else goes as data. What was sent as text comes back as text, all else as data, byte for byte.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>What the bytes are, such as text/plain; charset=utf-8 or image/png.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A file name or title.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The content as characters; kept as it is. Absent when data is present.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0">
        <xs:annotation><xs:documentation>The content as bytes, base64 in the envelope. Absent when text is present. GetCapabilities gives the bound (maxMessageBytes).</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attachment" type="swa:swaRef" minOccurs="0">
        <xs:annotation><xs:documentation>Stands in the place of data: the cid: address of the part of this MIME package that holds the bytes.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="OutgoingMessage">
    <xs:annotation>
      <xs:documentation>A message to one or more recipients. Each recipient's delivery succeeds or fails on its own.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>The caller's own id of this message, 1 to 255 characters: send it again unchanged when no answer came, and nothing is delivered twice.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="sender" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Who the message is from; must belong to the caller. Absent means the caller's own address. A service may name any address in its service domain, so that answers find their way back.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="senderName" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A name to show beside the sender's address; not verified.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="replyTo" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Where answers should go if not to the sender.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Who gets the message. A recipient named twice gets it once.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="subject" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A title for people; at most 1024 characters.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:Part" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The content, in order.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageClass" type="im:MessageClass" minOccurs="0">
        <xs:annotation><xs:documentation>What the message is for. Absent: it does not say.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="priority" type="im:Priority" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means NORMAL.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When the message stops being worth delivering. Not together with timeToLive.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="timeToLive" type="im:LifetimeSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>The same, counted from acceptance. Not together with expiresAt.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="report" type="im:ReportRequest" minOccurs="0" maxOccurs="3">
        <xs:annotation><xs:documentation>Which outcomes the sender wants to be told of, in its own inbox. Absent means none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="anonymous" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True hides the sender: the provider puts an assigned address in its place.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="keepCopy" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True keeps a copy among the sender's own messages.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Names the conversation that the message belongs to; carried unchanged, and a reader can ask for it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="inReplyTo" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The messageId of the message that this one answers.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>Whatever the applications at both ends have agreed on; at most 100.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendMessagesRequest">
    <xs:annotation>
      <xs:documentation>One or more messages. Messages of one sender to one inbox are delivered in the order of this document.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="message" type="im:OutgoingMessage" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>What to send, at least one message. GetCapabilities tells how many recipients one request may name in all.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendResult">
    <xs:annotation>
      <xs:documentation>What became of one message for one recipient. Success (200, 202) means durably stored.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>As the request wrote it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>Present on success.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 or 202 when the message is durably stored, else why not.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryable" type="xs:boolean">
        <xs:annotation><xs:documentation>True when sending the same again, with the same clientMessageId, may succeed later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long to wait before sending it again, in seconds. Absent means no wish.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendMessagesResponse">
    <xs:annotation>
      <xs:documentation>The overall status and one result for each message and recipient, in the order of the request.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The common code of all results when they agree, 201 when some succeeded and some did not, 900 when none of several did.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="im:SendResult" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each message and recipient, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessages -->

  <xs:complexType name="GetMessagesRequest">
    <xs:annotation>
      <xs:documentation>Asks for what waits in the caller's inbox, oldest first.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxMessages" type="c:PositiveCount" minOccurs="0">
        <xs:annotation><xs:documentation>At most so many items. Absent means all that wait when the request comes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxBytes" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>Stop before the content of all items together exceeds this; one item is always given.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="waitSeconds" type="im:WaitSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means 0: answer at once.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledge" type="im:Receipt" minOccurs="0">
        <xs:annotation><xs:documentation>The receipt of an earlier answer whose items are all accepted with this request; saves an AcknowledgeMessages call. If it fails, that is told in the answer and is no fault.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledgeMode" type="im:AcknowledgeMode" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means AUTO.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="leaseSeconds" type="im:LeaseSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long items are the caller's own before they come back, in seconds; with acknowledgeMode EXPLICIT, or with a requestId. Absent means defaultLeaseSeconds of GetCapabilities.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="requestId" type="im:RequestId" minOccurs="0">
        <xs:annotation><xs:documentation>Repeat the request with the same id when its answer was lost, and the same items come again. Absent: a repetition is a new request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="headersOnly" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True leaves out all content; fetch it by GetMessageContent. Only with acknowledgeMode EXPLICIT.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="im:ItemKind" minOccurs="0" maxOccurs="6">
        <xs:annotation><xs:documentation>Only these kinds of item. Absent means messages and the reports that were asked for.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="fromSender" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Only items from this address.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="forRecipient" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Only items sent to this address, where an inbox serves several.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Only items of this conversation.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ReceivedPart">
    <xs:annotation>
      <xs:documentation>One piece of a received message. At most one of text and data is present; neither when contentOmitted is true.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="number" type="im:PartNumber">
        <xs:annotation><xs:documentation>Which part of the message this is, counted from 1; GetMessageContent asks by it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>As the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A file name or title, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="size" type="c:ByteCount">
        <xs:annotation><xs:documentation>Size of the content in bytes; of text, in UTF-8.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The content, when it was sent as text.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0">
        <xs:annotation><xs:documentation>The content, when it was sent as data; base64 in the envelope.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attachment" type="swa:swaRef" minOccurs="0">
        <xs:annotation><xs:documentation>Stands in the place of data: the cid: address of the part of this MIME package that holds the bytes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentOmitted" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True when the content has to be fetched by GetMessageContent. Absent means false.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="Content">
    <xs:annotation>
      <xs:documentation>The content of an item of kind MESSAGE.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="subject" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A title for people, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:ReceivedPart" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The pieces of content, in the order in which they were sent.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="DeliveryReport">
    <xs:annotation>
      <xs:documentation>What became of a message that the caller sent; the block of an item of kind DELIVERY_REPORT.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="reportedMessageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The messageId that SendMessages answered for this delivery.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The caller's own id of the message.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reportedRecipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>Whose delivery this is about, as the message named the recipient.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="state" type="xs:string">
        <xs:annotation><xs:documentation>As in MessageStatus.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The status code of that state.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, or what the recipient gave as reason; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the delivery came to that state.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="InboxItem">
    <xs:annotation>
      <xs:documentation>One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE, deliveryReport for DELIVERY_REPORT).</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The provider's id of this item; GetMessageContent and AcknowledgeMessages name it by that.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="xs:string">
        <xs:annotation><xs:documentation>One of the words of ItemKind; only kinds that the request asked for or takes by default.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="sender" type="c:ImAddress">
        <xs:annotation><xs:documentation>Verified by the provider; where the sender is anonymous, assigned by it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="senderName" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A name to show beside the sender's address; not verified.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="replyTo" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Where answers should go. Absent means to the sender.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>As the sender wrote it; a service reads here which of its names was meant.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acceptedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the provider took the message, by its own clock.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When the message stops being worth reading. Absent means never.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="deliveryAttempt" type="c:PositiveCount">
        <xs:annotation><xs:documentation>1 the first time the item is handed out, one more each time that it came back, however it came back.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageClass" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>What the message is for: a word of MessageClass, or one that came later. Absent: it does not say.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="priority" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means NORMAL.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>The conversation that the sender put the message in.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="inReplyTo" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The messageId of the message that this one answers.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>What the sender attached, unchanged; at most 100.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="content" type="im:Content" minOccurs="0">
        <xs:annotation><xs:documentation>Present when kind is MESSAGE.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="deliveryReport" type="im:DeliveryReport" minOccurs="0">
        <xs:annotation><xs:documentation>Present when kind is DELIVERY_REPORT.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ReceiptResult">
    <xs:annotation>
      <xs:documentation>What became of the receipt that a GetMessages request acknowledged.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="acknowledgedReceipt" type="im:Receipt">
        <xs:annotation><xs:documentation>The receipt, as the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when its items are accepted, 201 when some of them had come back already, else why not.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessagesResponse">
    <xs:annotation>
      <xs:documentation>The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end because the answer is streamed.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="item" type="im:InboxItem" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>What was waiting, oldest first; none when the inbox is empty.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether more items wait; exact at the time of the answer. Items that wait only because earlier ones of their sender are in this answer count as waiting.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="remaining" type="xs:int" minOccurs="0">
        <xs:annotation><xs:documentation>About how many more items wait; counted up to a bound only.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="receipt" type="im:Receipt" minOccurs="0">
        <xs:annotation><xs:documentation>Present when items were leased with acknowledgeMode EXPLICIT.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledgeResult" type="im:ReceiptResult" minOccurs="0">
        <xs:annotation><xs:documentation>Present when the request acknowledged a receipt.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long the provider would like the caller to wait before it asks again. Absent means no wish.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessageContent -->

  <xs:complexType name="GetMessageContentRequest">
    <xs:annotation>
      <xs:documentation>Asks for the bytes, or a range of the bytes, of one part of a message in the caller's inbox.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The item, as GetMessages named it; it must be in the inbox still, or leased to the caller.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:PartNumber">
        <xs:annotation><xs:documentation>The number of the part.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="offset" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>First byte wanted, from 0. Absent means 0.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="length" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>At most so many bytes. Absent means as many as the provider gives at once.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessageContentResponse">
    <xs:annotation>
      <xs:documentation>A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:PartNumber">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>What the bytes are, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="size" type="c:ByteCount">
        <xs:annotation><xs:documentation>Size of the whole part in bytes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="offset" type="c:ByteCount">
        <xs:annotation><xs:documentation>Where in the part these bytes begin, counted from 0.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0">
        <xs:annotation><xs:documentation>The bytes from offset on; base64 in the envelope. Ask again with offset moved by their number while moreAvailable is true.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attachment" type="swa:swaRef" minOccurs="0">
        <xs:annotation><xs:documentation>Stands in the place of data: the cid: address of the part of this MIME package that holds the bytes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether the part goes on after this range.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- AcknowledgeMessages -->

  <xs:complexType name="AcknowledgeEntry">
    <xs:annotation>
      <xs:documentation>The outcome of one leased item.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The item, as GetMessages named it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="outcome" type="im:Outcome">
        <xs:annotation><xs:documentation>What to do with it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Why it was rejected, released or failed; kept for the operator and, for a rejection, told to a sender who asks.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeMessagesRequest">
    <xs:annotation>
      <xs:documentation>Settles leased items. Without entries and without extendSeconds, all items of the receipt are accepted. With extendSeconds, the items that this request does not settle stay leased so much longer, counted from now. Repeating a request succeeds.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="receipt" type="im:Receipt">
        <xs:annotation><xs:documentation>The receipt of the answer that leased the items.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="entry" type="im:AcknowledgeEntry" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Items of that answer, each with an outcome of its own. None, and no extendSeconds: all are accepted.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="extendSeconds" type="im:LeaseSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>Keeps what is not settled leased so much longer, in seconds from now; the provider may cut it (maxLeaseSeconds).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeResult">
    <xs:annotation>
      <xs:documentation>What became of one entry.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>As the entry gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="outcome" type="xs:string">
        <xs:annotation><xs:documentation>As the entry gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when it is done, 426 when the item is not leased by this receipt any more.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeMessagesResponse">
    <xs:annotation>
      <xs:documentation>The overall status and one result for each entry; for a whole receipt, only the overall status.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The common code of all results, or of the receipt as a whole; 201 when some succeeded, 900 when none of several did.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="im:AcknowledgeResult" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each entry, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="leasedUntil" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>Until when the unsettled items stay leased; present when the request extended the lease and something was left to extend.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessageStatus -->

  <xs:complexType name="GetMessageStatusRequest">
    <xs:annotation>
      <xs:documentation>Asks what became of messages that the caller sent, by the provider's or by the caller's ids; at least one.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0" maxOccurs="1000">
        <xs:annotation><xs:documentation>Deliveries by the ids that SendMessages answered; at most 1000.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId" minOccurs="0" maxOccurs="1000">
        <xs:annotation><xs:documentation>Messages by the caller's own ids, each with all its recipients; at most 1000.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="MessageStatus">
    <xs:annotation>
      <xs:documentation>The state of one message for one recipient: WAITING in the inbox, DELIVERING while leased, DELIVERED, REJECTED by the recipient, REFUSED when it was sent, EXPIRED, or UNDELIVERABLE after too many attempts.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>Absent for a delivery that was refused when it was sent.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>The caller's own id of the message.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>Whose delivery this is, as the message named the recipient.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="state" type="xs:string">
        <xs:annotation><xs:documentation>WAITING, DELIVERING, DELIVERED, REJECTED, REFUSED, EXPIRED or UNDELIVERABLE; be ready for words that come later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The status code of that state.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, or what the recipient gave as reason; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the delivery came to that state.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessageStatusResponse">
    <xs:annotation>
      <xs:documentation>One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when all ids are known, 201 when some are, 900 when none is.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="status" type="im:MessageStatus" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each delivery that is known.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="unknownMessageId" type="c:MessageId" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Ids of the request that name no delivery of the caller.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="unknownClientMessageId" type="c:ClientMessageId" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Ids of the request that the caller never used, or so long ago that they are forgotten (idempotencySeconds).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetCapabilities -->

  <xs:complexType name="GetCapabilitiesRequest">
    <xs:annotation>
      <xs:documentation>Asks what the provider offers and where its bounds are.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetCapabilitiesResponse">
    <xs:annotation>
      <xs:documentation>The provider's bounds, so that a caller can batch and wait sensibly.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion">
        <xs:annotation><xs:documentation>The newest version of this contract that the provider speaks.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="domain" type="xs:string" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The domains whose inboxes this provider holds; the caller's own service domain included.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxRequestBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>The largest envelope, in bytes; content that stands beside it or is read apart counts for itself.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxMessageBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>The most content that one message may hold, in bytes of all its parts.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxDeliveriesPerRequest" type="c:PositiveCount">
        <xs:annotation><xs:documentation>The most recipients, summed over all messages, of one SendMessages request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="suggestedBatchSize" type="c:PositiveCount">
        <xs:annotation><xs:documentation>A number of messages a request that serves the provider well.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxWaitSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>The longest that GetMessages waits, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="defaultLeaseSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>How long items are leased when nothing is asked for, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxLeaseSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>The longest lease, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxInlineBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>A larger part comes with contentOmitted.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="idempotencySeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>How long a clientMessageId is remembered.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="xs:string" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The kinds of item that GetMessages can give.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="feature" type="xs:string" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Optional fields of this contract that the provider honours; the others are refused with 501.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:element name="SendMessagesRequest" type="im:SendMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that sends.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="SendMessagesResponse" type="im:SendMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a result for each message and recipient.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessagesRequest" type="im:GetMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that reads the inbox.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessagesResponse" type="im:GetMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: items, then whether more waits.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageContentRequest" type="im:GetMessageContentRequest">
    <xs:annotation><xs:documentation>The Body of a request for the content of one part.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageContentResponse" type="im:GetMessageContentResponse">
    <xs:annotation><xs:documentation>The Body of its answer: bytes.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="AcknowledgeMessagesRequest" type="im:AcknowledgeMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that settles leased items.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="AcknowledgeMessagesResponse" type="im:AcknowledgeMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a result for each entry.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageStatusRequest" type="im:GetMessageStatusRequest">
    <xs:annotation><xs:documentation>The Body of a request that asks what became of sent messages.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageStatusResponse" type="im:GetMessageStatusResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a status for each delivery.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetCapabilitiesRequest" type="im:GetCapabilitiesRequest">
    <xs:annotation><xs:documentation>The Body of a request for bounds and features.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetCapabilitiesResponse" type="im:GetCapabilitiesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: bounds and features.</xs:documentation></xs:annotation>
  </xs:element>
</xs:schema>
`,
  'im.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:im="urn:imps-wsi:im:1"
                  name="InstantMessagingService"
                  targetNamespace="urn:imps-wsi:im:1">
  <wsdl:documentation>Instant Messaging over the Web Services Interface: send messages to Instant Inboxes and read one's own. Document/literal SOAP 1.1 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own.</wsdl:documentation>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:im:1" schemaLocation="im.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="SendMessagesRequest">
    <wsdl:documentation>Messages on their way to inboxes.</wsdl:documentation>
    <wsdl:part name="request" element="im:SendMessagesRequest">
      <wsdl:documentation>The messages, each with its recipients.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SendMessagesResponse">
    <wsdl:documentation>What became of each message at each recipient.</wsdl:documentation>
    <wsdl:part name="response" element="im:SendMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesRequest">
    <wsdl:documentation>A look into the caller's own inbox.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessagesRequest">
      <wsdl:documentation>How many, how long to wait, how to acknowledge.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessagesResponse">
    <wsdl:documentation>What waited in the inbox.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessagesResponse">
      <wsdl:documentation>The items, whether more waits, and the receipt to acknowledge them by.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentRequest">
    <wsdl:documentation>A request for content that was left out.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageContentRequest">
      <wsdl:documentation>Which part, and which range of its bytes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageContentResponse">
    <wsdl:documentation>Content that was left out before.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageContentResponse">
      <wsdl:documentation>The bytes of the range.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesRequest">
    <wsdl:documentation>The outcome of leased items.</wsdl:documentation>
    <wsdl:part name="request" element="im:AcknowledgeMessagesRequest">
      <wsdl:documentation>The receipt, and an outcome for each item, or one for all.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="AcknowledgeMessagesResponse">
    <wsdl:documentation>What became of each outcome.</wsdl:documentation>
    <wsdl:part name="response" element="im:AcknowledgeMessagesResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusRequest">
    <wsdl:documentation>A question about messages that the caller sent.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetMessageStatusRequest">
      <wsdl:documentation>The ids to look for.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetMessageStatusResponse">
    <wsdl:documentation>What became of those messages.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetMessageStatusResponse">
      <wsdl:documentation>A status for each delivery, and the ids that are unknown.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesRequest">
    <wsdl:documentation>A question about bounds and features.</wsdl:documentation>
    <wsdl:part name="request" element="im:GetCapabilitiesRequest">
      <wsdl:documentation>Nothing but the version of the contract.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetCapabilitiesResponse">
    <wsdl:documentation>The bounds and features.</wsdl:documentation>
    <wsdl:part name="response" element="im:GetCapabilitiesResponse">
      <wsdl:documentation>What to batch by, how long to wait, what is offered.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="InstantMessaging">
    <wsdl:documentation>Sending to Instant Inboxes, reading one's own, and asking what became of what was sent. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="SendMessages">
      <wsdl:documentation>Puts messages into Instant Inboxes: one or many messages, each to one or many recipients, with content of any media type. Success means durably stored. One result for each message and recipient; a bad recipient never spoils the others.</wsdl:documentation>
      <wsdl:input message="im:SendMessagesRequest"/>
      <wsdl:output message="im:SendMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, TooManyDeliveries, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A recipient that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <wsdl:documentation>Reads the caller's Instant Inbox, oldest first: all that waits or at most a number, at once or after waiting for something to come (long poll). Can acknowledge an earlier answer in the same request.</wsdl:documentation>
      <wsdl:input message="im:GetMessagesRequest"/>
      <wsdl:output message="im:GetMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter, FieldNotOffered; StoreUnavailable and TooManyRequests may be tried again. A receipt that is unknown is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <wsdl:documentation>Reads one part of a message, or a range of it, when GetMessages left the content out.</wsdl:documentation>
      <wsdl:input message="im:GetMessageContentRequest"/>
      <wsdl:output message="im:GetMessageContentResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>MessageNotFound when the item is not in the inbox, BadRequestParameter when it has no such part or range; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <wsdl:documentation>Settles items that GetMessages leased: accept, release or reject them, or keep the lease longer.</wsdl:documentation>
      <wsdl:input message="im:AcknowledgeMessagesRequest"/>
      <wsdl:output message="im:AcknowledgeMessagesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An item that is not leased any more is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <wsdl:documentation>Tells what became of messages that the caller sent.</wsdl:documentation>
      <wsdl:input message="im:GetMessageStatusRequest"/>
      <wsdl:output message="im:GetMessageStatusResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>BadRequestParameter when no id is named; StoreUnavailable and TooManyRequests may be tried again. Ids that are unknown are listed in the answer.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <wsdl:documentation>Tells the provider's bounds and optional features.</wsdl:documentation>
      <wsdl:input message="im:GetCapabilitiesRequest"/>
      <wsdl:output message="im:GetCapabilitiesResponse"/>
      <wsdl:fault name="ServiceException" message="im:ServiceException">
        <wsdl:documentation>TooManyRequests and StoreUnavailable may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="InstantMessagingSoap11" type="im:InstantMessaging">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="SendMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/SendMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageContent">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessageContent" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="AcknowledgeMessages">
      <soap:operation soapAction="urn:imps-wsi:im:1/AcknowledgeMessages" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetMessageStatus">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetMessageStatus" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetCapabilities">
      <soap:operation soapAction="urn:imps-wsi:im:1/GetCapabilities" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="InstantMessagingService">
    <wsdl:documentation>A provider's instant messaging service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="InstantMessagingPort" binding="im:InstantMessagingSoap11">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'im.xsd': `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:c="urn:imps-wsi:common:1"
           xmlns:im="urn:imps-wsi:im:1"
           targetNamespace="urn:imps-wsi:im:1"
           elementFormDefault="qualified"
           attributeFormDefault="unqualified"
           version="1">
  <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>

  <xs:annotation>
    <xs:documentation>Instant messaging: sending to and reading from Instant Inboxes.</xs:documentation>
  </xs:annotation>

  <!-- Words a caller may use -->

  <xs:simpleType name="MessageClass">
    <xs:annotation>
      <xs:documentation>What a message is for. Answers give it as a string, because a provider may know more classes than this list.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="PERSONAL">
        <xs:annotation><xs:documentation>From one person to another.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="INFORMATIONAL">
        <xs:annotation><xs:documentation>News or a notice from a service.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="ADVERTISEMENT">
        <xs:annotation><xs:documentation>Advertising; recipients may refuse it.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="AUTOMATIC">
        <xs:annotation><xs:documentation>Written by a program, such as an answer while somebody is away; never answer it automatically.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Priority">
    <xs:annotation>
      <xs:documentation>Precedence between different senders' messages in one inbox; never changes the order of one sender's messages.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="LOW">
        <xs:annotation><xs:documentation>Handed out when nothing else waits.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="NORMAL">
        <xs:annotation><xs:documentation>In the order of arrival.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="HIGH">
        <xs:annotation><xs:documentation>Before other senders' messages.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ReportRequest">
    <xs:annotation>
      <xs:documentation>A report the sender asks for: FAILURE when a message cannot be delivered, DELIVERY when it was, READ when its recipient says it was read.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="FAILURE">
        <xs:annotation><xs:documentation>Tell when the message cannot be delivered.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="DELIVERY">
        <xs:annotation><xs:documentation>Tell when it was delivered.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="READ">
        <xs:annotation><xs:documentation>Tell when the recipient says that it was read.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="AcknowledgeMode">
    <xs:annotation>
      <xs:documentation>AUTO: what was sent to the end of the answer counts as received and is removed. EXPLICIT: items are leased until they are acknowledged, and come back when the lease ends.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="AUTO">
        <xs:annotation><xs:documentation>Sent to the end of the answer is received; items are removed then.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="EXPLICIT">
        <xs:annotation><xs:documentation>Items are leased, and stay in the inbox until they are acknowledged.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="ItemKind">
    <xs:annotation>
      <xs:documentation>A kind of inbox item that a caller can ask for.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="MESSAGE">
        <xs:annotation><xs:documentation>What somebody sent.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="DELIVERY_REPORT">
        <xs:annotation><xs:documentation>What became of a message that the caller sent.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="READ_REPORT">
        <xs:annotation><xs:documentation>That a recipient has read a message.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="INVITATION">
        <xs:annotation><xs:documentation>An invitation to a group or conversation.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="NOTICE">
        <xs:annotation><xs:documentation>A notice of the provider.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="TYPING">
        <xs:annotation><xs:documentation>That somebody is writing.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Outcome">
    <xs:annotation>
      <xs:documentation>What became of a leased item: ACCEPTED removes it; RELEASED gives it back at once, to be delivered again first, and says nothing against it: this consumer cannot take it now; FAILED does the same for an item that was tried in vain: after so many failures the provider sets it aside; REJECTED removes it as refused by the recipient.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="ACCEPTED">
        <xs:annotation><xs:documentation>Dealt with: remove it.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="RELEASED">
        <xs:annotation><xs:documentation>Not now: give it back, to come again first.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="FAILED">
        <xs:annotation><xs:documentation>Tried in vain: give it back, and count the attempt.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="REJECTED">
        <xs:annotation><xs:documentation>Refused: remove it, and tell a sender who asked.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <!-- Bounded values -->

  <xs:simpleType name="RequestId">
    <xs:annotation>
      <xs:documentation>The caller's name for one GetMessages request. The same id again, while the items are leased, gets the same items again: a lost answer costs nothing.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="128"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="Receipt">
    <xs:annotation>
      <xs:documentation>Names the items that one GetMessages answer leased to the caller. Opaque.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="64"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="WaitSeconds">
    <xs:annotation>
      <xs:documentation>How long an empty inbox may hold the answer back, 0 to 3600; the provider's own bound is in GetCapabilities and a larger wish is cut to it.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="0"/>
      <xs:maxInclusive value="3600"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="LeaseSeconds">
    <xs:annotation>
      <xs:documentation>How long items stay leased, counted from the end of the answer, 1 to 43200; the provider's own bound is in GetCapabilities and a larger wish is cut to it.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="43200"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="LifetimeSeconds">
    <xs:annotation>
      <xs:documentation>How long a message is worth delivering, 1 to 31536000 seconds.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="31536000"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="MediaType">
    <xs:annotation>
      <xs:documentation>A media type with its parameters, such as text/plain or image/png; any syntactically valid one (RFC 2045).</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="3"/>
      <xs:maxLength value="1024"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="PartNumber">
    <xs:annotation>
      <xs:documentation>The place of a part in its message, counted from 1.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:int">
      <xs:minInclusive value="1"/>
      <xs:maxInclusive value="10000"/>
    </xs:restriction>
  </xs:simpleType>

  <!-- SendMessages -->

  <xs:complexType name="Part">
    <xs:annotation>
      <xs:documentation>One piece of content. Exactly one of text and data is present. Text holds characters that XML can carry (write a carriage return as a character reference); anything else goes as data. What was sent as text comes back as text, all else as data, byte for byte.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>What the bytes are, such as text/plain; charset=utf-8 or image/png.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A file name or title.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The content as characters; kept as it is. Absent when data is present.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0">
        <xs:annotation><xs:documentation>The content as bytes, base64 in the envelope. Absent when text is present. GetCapabilities gives the bound (maxMessageBytes).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="OutgoingMessage">
    <xs:annotation>
      <xs:documentation>A message to one or more recipients. Each recipient's delivery succeeds or fails on its own.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>The caller's own id of this message, 1 to 255 characters: send it again unchanged when no answer came, and nothing is delivered twice.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="sender" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Who the message is from; must belong to the caller. Absent means the caller's own address. A service may name any address in its service domain, so that answers find their way back.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="senderName" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A name to show beside the sender's address; not verified.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="replyTo" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Where answers should go if not to the sender.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Who gets the message. A recipient named twice gets it once.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="subject" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A title for people; at most 1024 characters.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:Part" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The content, in order.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageClass" type="im:MessageClass" minOccurs="0">
        <xs:annotation><xs:documentation>What the message is for. Absent: it does not say.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="priority" type="im:Priority" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means NORMAL.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When the message stops being worth delivering. Not together with timeToLive.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="timeToLive" type="im:LifetimeSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>The same, counted from acceptance. Not together with expiresAt.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="report" type="im:ReportRequest" minOccurs="0" maxOccurs="3">
        <xs:annotation><xs:documentation>Which outcomes the sender wants to be told of, in its own inbox. Absent means none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="anonymous" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True hides the sender: the provider puts an assigned address in its place.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="keepCopy" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True keeps a copy among the sender's own messages.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Names the conversation that the message belongs to; carried unchanged, and a reader can ask for it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="inReplyTo" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The messageId of the message that this one answers.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>Whatever the applications at both ends have agreed on; at most 100.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendMessagesRequest">
    <xs:annotation>
      <xs:documentation>One or more messages. Messages of one sender to one inbox are delivered in the order of this document.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="message" type="im:OutgoingMessage" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>What to send, at least one message. GetCapabilities tells how many recipients one request may name in all.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendResult">
    <xs:annotation>
      <xs:documentation>What became of one message for one recipient. Success (200, 202) means durably stored.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>As the request wrote it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>Present on success.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 or 202 when the message is durably stored, else why not.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryable" type="xs:boolean">
        <xs:annotation><xs:documentation>True when sending the same again, with the same clientMessageId, may succeed later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long to wait before sending it again, in seconds. Absent means no wish.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SendMessagesResponse">
    <xs:annotation>
      <xs:documentation>The overall status and one result for each message and recipient, in the order of the request.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The common code of all results when they agree, 201 when some succeeded and some did not, 900 when none of several did.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="im:SendResult" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each message and recipient, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessages -->

  <xs:complexType name="GetMessagesRequest">
    <xs:annotation>
      <xs:documentation>Asks for what waits in the caller's inbox, oldest first.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxMessages" type="c:PositiveCount" minOccurs="0">
        <xs:annotation><xs:documentation>At most so many items. Absent means all that wait when the request comes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxBytes" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>Stop before the content of all items together exceeds this; one item is always given.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="waitSeconds" type="im:WaitSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means 0: answer at once.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledge" type="im:Receipt" minOccurs="0">
        <xs:annotation><xs:documentation>The receipt of an earlier answer whose items are all accepted with this request; saves an AcknowledgeMessages call. If it fails, that is told in the answer and is no fault.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledgeMode" type="im:AcknowledgeMode" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means AUTO.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="leaseSeconds" type="im:LeaseSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long items are the caller's own before they come back, in seconds; with acknowledgeMode EXPLICIT, or with a requestId. Absent means defaultLeaseSeconds of GetCapabilities.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="requestId" type="im:RequestId" minOccurs="0">
        <xs:annotation><xs:documentation>Repeat the request with the same id when its answer was lost, and the same items come again. Absent: a repetition is a new request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="headersOnly" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True leaves out all content; fetch it by GetMessageContent. Only with acknowledgeMode EXPLICIT.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="im:ItemKind" minOccurs="0" maxOccurs="6">
        <xs:annotation><xs:documentation>Only these kinds of item. Absent means messages and the reports that were asked for.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="fromSender" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Only items from this address.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="forRecipient" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Only items sent to this address, where an inbox serves several.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Only items of this conversation.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ReceivedPart">
    <xs:annotation>
      <xs:documentation>One piece of a received message. At most one of text and data is present; neither when contentOmitted is true.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="number" type="im:PartNumber">
        <xs:annotation><xs:documentation>Which part of the message this is, counted from 1; GetMessageContent asks by it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>As the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A file name or title, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="size" type="c:ByteCount">
        <xs:annotation><xs:documentation>Size of the content in bytes; of text, in UTF-8.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The content, when it was sent as text.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary" minOccurs="0">
        <xs:annotation><xs:documentation>The content, when it was sent as data; base64 in the envelope.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentOmitted" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>True when the content has to be fetched by GetMessageContent. Absent means false.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="Content">
    <xs:annotation>
      <xs:documentation>The content of an item of kind MESSAGE.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="subject" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A title for people, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:ReceivedPart" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The pieces of content, in the order in which they were sent.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="DeliveryReport">
    <xs:annotation>
      <xs:documentation>What became of a message that the caller sent; the block of an item of kind DELIVERY_REPORT.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="reportedMessageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The messageId that SendMessages answered for this delivery.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The caller's own id of the message.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reportedRecipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>Whose delivery this is about, as the message named the recipient.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="state" type="xs:string">
        <xs:annotation><xs:documentation>As in MessageStatus.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The status code of that state.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, or what the recipient gave as reason; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the delivery came to that state.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="InboxItem">
    <xs:annotation>
      <xs:documentation>One item of an inbox: a header that all kinds share, and the one block that kind names (content for MESSAGE, deliveryReport for DELIVERY_REPORT).</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The provider's id of this item; GetMessageContent and AcknowledgeMessages name it by that.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="xs:string">
        <xs:annotation><xs:documentation>One of the words of ItemKind; only kinds that the request asked for or takes by default.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="sender" type="c:ImAddress">
        <xs:annotation><xs:documentation>Verified by the provider; where the sender is anonymous, assigned by it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="senderName" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>A name to show beside the sender's address; not verified.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="replyTo" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Where answers should go. Absent means to the sender.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>As the sender wrote it; a service reads here which of its names was meant.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acceptedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the provider took the message, by its own clock.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When the message stops being worth reading. Absent means never.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="deliveryAttempt" type="c:PositiveCount">
        <xs:annotation><xs:documentation>1 the first time the item is handed out, one more each time that it came back, however it came back.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageClass" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>What the message is for: a word of MessageClass, or one that came later. Absent: it does not say.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="priority" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>Absent means NORMAL.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="conversationId" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>The conversation that the sender put the message in.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="inReplyTo" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>The messageId of the message that this one answers.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="c:Attribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>What the sender attached, unchanged; at most 100.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="content" type="im:Content" minOccurs="0">
        <xs:annotation><xs:documentation>Present when kind is MESSAGE.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="deliveryReport" type="im:DeliveryReport" minOccurs="0">
        <xs:annotation><xs:documentation>Present when kind is DELIVERY_REPORT.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ReceiptResult">
    <xs:annotation>
      <xs:documentation>What became of the receipt that a GetMessages request acknowledged.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="acknowledgedReceipt" type="im:Receipt">
        <xs:annotation><xs:documentation>The receipt, as the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when its items are accepted, 201 when some of them had come back already, else why not.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessagesResponse">
    <xs:annotation>
      <xs:documentation>The items, then what to know about the rest. An empty inbox is an answer without items. The summary stands at the end because the answer is streamed.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="item" type="im:InboxItem" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>What was waiting, oldest first; none when the inbox is empty.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether more items wait; exact at the time of the answer. Items that wait only because earlier ones of their sender are in this answer count as waiting.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="remaining" type="xs:int" minOccurs="0">
        <xs:annotation><xs:documentation>About how many more items wait; counted up to a bound only.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="receipt" type="im:Receipt" minOccurs="0">
        <xs:annotation><xs:documentation>Present when items were leased with acknowledgeMode EXPLICIT.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="acknowledgeResult" type="im:ReceiptResult" minOccurs="0">
        <xs:annotation><xs:documentation>Present when the request acknowledged a receipt.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="retryAfterSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>How long the provider would like the caller to wait before it asks again. Absent means no wish.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessageContent -->

  <xs:complexType name="GetMessageContentRequest">
    <xs:annotation>
      <xs:documentation>Asks for the bytes, or a range of the bytes, of one part of a message in the caller's inbox.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The item, as GetMessages named it; it must be in the inbox still, or leased to the caller.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:PartNumber">
        <xs:annotation><xs:documentation>The number of the part.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="offset" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>First byte wanted, from 0. Absent means 0.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="length" type="c:ByteCount" minOccurs="0">
        <xs:annotation><xs:documentation>At most so many bytes. Absent means as many as the provider gives at once.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessageContentResponse">
    <xs:annotation>
      <xs:documentation>A range of a part's bytes. A part that was sent as text is given as its UTF-8 bytes.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="part" type="im:PartNumber">
        <xs:annotation><xs:documentation>As the request gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="contentType" type="im:MediaType">
        <xs:annotation><xs:documentation>What the bytes are, as the sender gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="size" type="c:ByteCount">
        <xs:annotation><xs:documentation>Size of the whole part in bytes.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="offset" type="c:ByteCount">
        <xs:annotation><xs:documentation>Where in the part these bytes begin, counted from 0.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="data" type="xs:base64Binary">
        <xs:annotation><xs:documentation>The bytes from offset on; base64 in the envelope. Ask again with offset moved by their number while moreAvailable is true.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether the part goes on after this range.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- AcknowledgeMessages -->

  <xs:complexType name="AcknowledgeEntry">
    <xs:annotation>
      <xs:documentation>The outcome of one leased item.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>The item, as GetMessages named it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="outcome" type="im:Outcome">
        <xs:annotation><xs:documentation>What to do with it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Why it was rejected, released or failed; kept for the operator and, for a rejection, told to a sender who asks.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeMessagesRequest">
    <xs:annotation>
      <xs:documentation>Settles leased items. Without entries and without extendSeconds, all items of the receipt are accepted. With extendSeconds, the items that this request does not settle stay leased so much longer, counted from now. Repeating a request succeeds.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="receipt" type="im:Receipt">
        <xs:annotation><xs:documentation>The receipt of the answer that leased the items.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="entry" type="im:AcknowledgeEntry" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Items of that answer, each with an outcome of its own. None, and no extendSeconds: all are accepted.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="extendSeconds" type="im:LeaseSeconds" minOccurs="0">
        <xs:annotation><xs:documentation>Keeps what is not settled leased so much longer, in seconds from now; the provider may cut it (maxLeaseSeconds).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeResult">
    <xs:annotation>
      <xs:documentation>What became of one entry.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId">
        <xs:annotation><xs:documentation>As the entry gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="outcome" type="xs:string">
        <xs:annotation><xs:documentation>As the entry gave it.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when it is done, 426 when the item is not leased by this receipt any more.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, and what to do next; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="AcknowledgeMessagesResponse">
    <xs:annotation>
      <xs:documentation>The overall status and one result for each entry; for a whole receipt, only the overall status.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The common code of all results, or of the receipt as a whole; 201 when some succeeded, 900 when none of several did.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="im:AcknowledgeResult" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each entry, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="leasedUntil" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>Until when the unsettled items stay leased; present when the request extended the lease and something was left to extend.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetMessageStatus -->

  <xs:complexType name="GetMessageStatusRequest">
    <xs:annotation>
      <xs:documentation>Asks what became of messages that the caller sent, by the provider's or by the caller's ids; at least one.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0" maxOccurs="1000">
        <xs:annotation><xs:documentation>Deliveries by the ids that SendMessages answered; at most 1000.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId" minOccurs="0" maxOccurs="1000">
        <xs:annotation><xs:documentation>Messages by the caller's own ids, each with all its recipients; at most 1000.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="MessageStatus">
    <xs:annotation>
      <xs:documentation>The state of one message for one recipient: WAITING in the inbox, DELIVERING while leased, DELIVERED, REJECTED by the recipient, REFUSED when it was sent, EXPIRED, or UNDELIVERABLE after too many attempts.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="messageId" type="c:MessageId" minOccurs="0">
        <xs:annotation><xs:documentation>Absent for a delivery that was refused when it was sent.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="clientMessageId" type="c:ClientMessageId">
        <xs:annotation><xs:documentation>The caller's own id of the message.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="recipient" type="c:ImAddress">
        <xs:annotation><xs:documentation>Whose delivery this is, as the message named the recipient.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="state" type="xs:string">
        <xs:annotation><xs:documentation>WAITING, DELIVERING, DELIVERED, REJECTED, REFUSED, EXPIRED or UNDELIVERABLE; be ready for words that come later.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>The status code of that state.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The code in words, or what the recipient gave as reason; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the delivery came to that state.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetMessageStatusResponse">
    <xs:annotation>
      <xs:documentation>One status for each delivery that is known; ids that are unknown, forgotten or somebody else's are listed.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 when all ids are known, 201 when some are, 900 when none is.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The overall code in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="status" type="im:MessageStatus" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each delivery that is known.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="unknownMessageId" type="c:MessageId" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Ids of the request that name no delivery of the caller.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="unknownClientMessageId" type="c:ClientMessageId" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Ids of the request that the caller never used, or so long ago that they are forgotten (idempotencySeconds).</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetCapabilities -->

  <xs:complexType name="GetCapabilitiesRequest">
    <xs:annotation>
      <xs:documentation>Asks what the provider offers and where its bounds are.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetCapabilitiesResponse">
    <xs:annotation>
      <xs:documentation>The provider's bounds, so that a caller can batch and wait sensibly.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion">
        <xs:annotation><xs:documentation>The newest version of this contract that the provider speaks.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="domain" type="xs:string" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The domains whose inboxes this provider holds; the caller's own service domain included.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxRequestBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>The largest envelope, in bytes; content that stands beside it or is read apart counts for itself.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxMessageBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>The most content that one message may hold, in bytes of all its parts.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxDeliveriesPerRequest" type="c:PositiveCount">
        <xs:annotation><xs:documentation>The most recipients, summed over all messages, of one SendMessages request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="suggestedBatchSize" type="c:PositiveCount">
        <xs:annotation><xs:documentation>A number of messages a request that serves the provider well.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxWaitSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>The longest that GetMessages waits, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="defaultLeaseSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>How long items are leased when nothing is asked for, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxLeaseSeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>The longest lease, in seconds.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxInlineBytes" type="c:ByteCount">
        <xs:annotation><xs:documentation>A larger part comes with contentOmitted.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="idempotencySeconds" type="c:Seconds">
        <xs:annotation><xs:documentation>How long a clientMessageId is remembered.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="kind" type="xs:string" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The kinds of item that GetMessages can give.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="feature" type="xs:string" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Optional fields of this contract that the provider honours; the others are refused with 501.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:element name="SendMessagesRequest" type="im:SendMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that sends.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="SendMessagesResponse" type="im:SendMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a result for each message and recipient.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessagesRequest" type="im:GetMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that reads the inbox.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessagesResponse" type="im:GetMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: items, then whether more waits.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageContentRequest" type="im:GetMessageContentRequest">
    <xs:annotation><xs:documentation>The Body of a request for the content of one part.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageContentResponse" type="im:GetMessageContentResponse">
    <xs:annotation><xs:documentation>The Body of its answer: bytes.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="AcknowledgeMessagesRequest" type="im:AcknowledgeMessagesRequest">
    <xs:annotation><xs:documentation>The Body of a request that settles leased items.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="AcknowledgeMessagesResponse" type="im:AcknowledgeMessagesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a result for each entry.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageStatusRequest" type="im:GetMessageStatusRequest">
    <xs:annotation><xs:documentation>The Body of a request that asks what became of sent messages.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetMessageStatusResponse" type="im:GetMessageStatusResponse">
    <xs:annotation><xs:documentation>The Body of its answer: a status for each delivery.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetCapabilitiesRequest" type="im:GetCapabilitiesRequest">
    <xs:annotation><xs:documentation>The Body of a request for bounds and features.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetCapabilitiesResponse" type="im:GetCapabilitiesResponse">
    <xs:annotation><xs:documentation>The Body of its answer: bounds and features.</xs:documentation></xs:annotation>
  </xs:element>
</xs:schema>
`,
  'presence-soap12.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:pr="urn:imps-wsi:presence:1"
                  name="PresenceService"
                  targetNamespace="urn:imps-wsi:presence:1">
  <wsdl:documentation>Presence over the Web Services Interface: say what others may know of a user, say who may know it, and read what others let one know. The same accounts, addresses and credentials as the instant messaging service. Document/literal SOAP 1.2 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own. Messages of SOAP 1.1 are for another address.</wsdl:documentation>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:presence:1" schemaLocation="presence.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="PublishPresenceRequest">
    <wsdl:documentation>Attributes of a presence to be set or withdrawn.</wsdl:documentation>
    <wsdl:part name="request" element="pr:PublishPresenceRequest">
      <wsdl:documentation>Whose presence, and which attributes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="PublishPresenceResponse">
    <wsdl:documentation>What became of each attribute.</wsdl:documentation>
    <wsdl:part name="response" element="pr:PublishPresenceResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetPresenceRequest">
    <wsdl:documentation>A question about the presence of some.</wsdl:documentation>
    <wsdl:part name="request" element="pr:GetPresenceRequest">
      <wsdl:documentation>Whose, which attributes, and in which form.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetPresenceResponse">
    <wsdl:documentation>Their presence, as far as it may be seen.</wsdl:documentation>
    <wsdl:part name="response" element="pr:GetPresenceResponse">
      <wsdl:documentation>Overall status and a result for each presentity.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SetWatcherPolicyRequest">
    <wsdl:documentation>Rules about who may see a presence.</wsdl:documentation>
    <wsdl:part name="request" element="pr:SetWatcherPolicyRequest">
      <wsdl:documentation>Whose presence, and one rule for each watcher.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SetWatcherPolicyResponse">
    <wsdl:documentation>What became of each rule.</wsdl:documentation>
    <wsdl:part name="response" element="pr:SetWatcherPolicyResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ListWatchersRequest">
    <wsdl:documentation>A question about the watchers of a presence.</wsdl:documentation>
    <wsdl:part name="request" element="pr:ListWatchersRequest">
      <wsdl:documentation>Whose presence, and from where in the list.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ListWatchersResponse">
    <wsdl:documentation>The watchers of a presence.</wsdl:documentation>
    <wsdl:part name="response" element="pr:ListWatchersResponse">
      <wsdl:documentation>A page of the list, and whether more follows.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="Presence">
    <wsdl:documentation>Publishing presence, saying who may see it, and seeing that of others. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="PublishPresence">
      <wsdl:documentation>Sets attributes of a presence, each with a lifetime of its own, or withdraws them; those that are not named stay as they are. One result for each attribute; a bad one never spoils the others.</wsdl:documentation>
      <wsdl:input message="pr:PublishPresenceRequest"/>
      <wsdl:output message="pr:PublishPresenceResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, PresentityNotOwned, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An attribute that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetPresence">
      <wsdl:documentation>Reads the presence of one or many, as far as each owner lets the caller see it. One result for each presentity; whose presence may not be seen and who does not exist look alike.</wsdl:documentation>
      <wsdl:input message="pr:GetPresenceRequest"/>
      <wsdl:output message="pr:GetPresenceResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation; StoreUnavailable and TooManyRequests may be tried again. A presentity that cannot be seen is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="SetWatcherPolicy">
      <wsdl:documentation>Says who may see the presence of the caller, or of an address that the caller owns: allow, block, block politely, or forget what was said. Without a rule nobody sees anything.</wsdl:documentation>
      <wsdl:input message="pr:SetWatcherPolicyRequest"/>
      <wsdl:output message="pr:SetWatcherPolicyResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, PresentityNotOwned, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. A rule that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="ListWatchers">
      <wsdl:documentation>Lists who may see the presence of the caller, or of an address that the caller owns, who may not, and who asked and still waits for a decision.</wsdl:documentation>
      <wsdl:input message="pr:ListWatchersRequest"/>
      <wsdl:output message="pr:ListWatchersResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, PresentityNotOwned; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="PresenceSoap12" type="pr:Presence">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <soap12:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="PublishPresence">
      <soap12:operation soapAction="urn:imps-wsi:presence:1/PublishPresence" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetPresence">
      <soap12:operation soapAction="urn:imps-wsi:presence:1/GetPresence" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="SetWatcherPolicy">
      <soap12:operation soapAction="urn:imps-wsi:presence:1/SetWatcherPolicy" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="ListWatchers">
      <soap12:operation soapAction="urn:imps-wsi:presence:1/ListWatchers" style="document"/>
      <wsdl:input>
        <soap12:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap12:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap12:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="PresenceService">
    <wsdl:documentation>A provider's presence service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="PresenceSoap12Port" binding="pr:PresenceSoap12">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap12:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'presence.wsdl': `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
                  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
                  xmlns:xs="http://www.w3.org/2001/XMLSchema"
                  xmlns:c="urn:imps-wsi:common:1"
                  xmlns:pr="urn:imps-wsi:presence:1"
                  name="PresenceService"
                  targetNamespace="urn:imps-wsi:presence:1">
  <wsdl:documentation>Presence over the Web Services Interface: say what others may know of a user, say who may know it, and read what others let one know. The same accounts, addresses and credentials as the instant messaging service. Document/literal SOAP 1.1 over HTTP. Every request carries a WS-Security UsernameToken (PasswordText over TLS, or PasswordDigest with nonce and created) or, where the provider takes it, an X.509 signature over soap:Body and wsu:Timestamp. This contract is the imps-wsi project's own.</wsdl:documentation>

  <wsdl:types>
    <xs:schema elementFormDefault="qualified">
      <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>
      <xs:import namespace="urn:imps-wsi:presence:1" schemaLocation="presence.xsd"/>
    </xs:schema>
  </wsdl:types>

  <wsdl:message name="PublishPresenceRequest">
    <wsdl:documentation>Attributes of a presence to be set or withdrawn.</wsdl:documentation>
    <wsdl:part name="request" element="pr:PublishPresenceRequest">
      <wsdl:documentation>Whose presence, and which attributes.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="PublishPresenceResponse">
    <wsdl:documentation>What became of each attribute.</wsdl:documentation>
    <wsdl:part name="response" element="pr:PublishPresenceResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetPresenceRequest">
    <wsdl:documentation>A question about the presence of some.</wsdl:documentation>
    <wsdl:part name="request" element="pr:GetPresenceRequest">
      <wsdl:documentation>Whose, which attributes, and in which form.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="GetPresenceResponse">
    <wsdl:documentation>Their presence, as far as it may be seen.</wsdl:documentation>
    <wsdl:part name="response" element="pr:GetPresenceResponse">
      <wsdl:documentation>Overall status and a result for each presentity.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SetWatcherPolicyRequest">
    <wsdl:documentation>Rules about who may see a presence.</wsdl:documentation>
    <wsdl:part name="request" element="pr:SetWatcherPolicyRequest">
      <wsdl:documentation>Whose presence, and one rule for each watcher.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="SetWatcherPolicyResponse">
    <wsdl:documentation>What became of each rule.</wsdl:documentation>
    <wsdl:part name="response" element="pr:SetWatcherPolicyResponse">
      <wsdl:documentation>Overall status and results.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ListWatchersRequest">
    <wsdl:documentation>A question about the watchers of a presence.</wsdl:documentation>
    <wsdl:part name="request" element="pr:ListWatchersRequest">
      <wsdl:documentation>Whose presence, and from where in the list.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ListWatchersResponse">
    <wsdl:documentation>The watchers of a presence.</wsdl:documentation>
    <wsdl:part name="response" element="pr:ListWatchersResponse">
      <wsdl:documentation>A page of the list, and whether more follows.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>
  <wsdl:message name="ServiceException">
    <wsdl:part name="fault" element="c:ServiceFault">
      <wsdl:documentation>The request as a whole was refused, or failed; nothing of it was done unless its reason says otherwise. Code, name, reason and what to do next.</wsdl:documentation>
    </wsdl:part>
  </wsdl:message>

  <wsdl:portType name="Presence">
    <wsdl:documentation>Publishing presence, saying who may see it, and seeing that of others. Only the caller ever begins.</wsdl:documentation>
    <wsdl:operation name="PublishPresence">
      <wsdl:documentation>Sets attributes of a presence, each with a lifetime of its own, or withdraws them; those that are not named stay as they are. One result for each attribute; a bad one never spoils the others.</wsdl:documentation>
      <wsdl:input message="pr:PublishPresenceRequest"/>
      <wsdl:output message="pr:PublishPresenceResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, PresentityNotOwned, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. An attribute that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetPresence">
      <wsdl:documentation>Reads the presence of one or many, as far as each owner lets the caller see it. One result for each presentity; whose presence may not be seen and who does not exist look alike.</wsdl:documentation>
      <wsdl:input message="pr:GetPresenceRequest"/>
      <wsdl:output message="pr:GetPresenceResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation; StoreUnavailable and TooManyRequests may be tried again. A presentity that cannot be seen is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="SetWatcherPolicy">
      <wsdl:documentation>Says who may see the presence of the caller, or of an address that the caller owns: allow, block, block politely, or forget what was said. Without a rule nobody sees anything.</wsdl:documentation>
      <wsdl:input message="pr:SetWatcherPolicyRequest"/>
      <wsdl:output message="pr:SetWatcherPolicyResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, PresentityNotOwned, BadRequestParameter; StoreUnavailable and TooManyRequests may be tried again. A rule that is wrong is a result instead.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="ListWatchers">
      <wsdl:documentation>Lists who may see the presence of the caller, or of an address that the caller owns, who may not, and who asked and still waits for a decision.</wsdl:documentation>
      <wsdl:input message="pr:ListWatchersRequest"/>
      <wsdl:output message="pr:ListWatchersResponse"/>
      <wsdl:fault name="ServiceException" message="pr:ServiceException">
        <wsdl:documentation>Refused as a whole: SchemaViolation, PresentityNotOwned; StoreUnavailable and TooManyRequests may be tried again.</wsdl:documentation>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:portType>

  <wsdl:binding name="PresenceSoap11" type="pr:Presence">
    <wsdl:documentation>Document/literal over HTTP POST: one Body element a message, an action for each operation.</wsdl:documentation>
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="PublishPresence">
      <soap:operation soapAction="urn:imps-wsi:presence:1/PublishPresence" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="GetPresence">
      <soap:operation soapAction="urn:imps-wsi:presence:1/GetPresence" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="SetWatcherPolicy">
      <soap:operation soapAction="urn:imps-wsi:presence:1/SetWatcherPolicy" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
    <wsdl:operation name="ListWatchers">
      <soap:operation soapAction="urn:imps-wsi:presence:1/ListWatchers" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
      <wsdl:fault name="ServiceException">
        <soap:fault name="ServiceException" use="literal"/>
      </wsdl:fault>
    </wsdl:operation>
  </wsdl:binding>

  <wsdl:service name="PresenceService">
    <wsdl:documentation>A provider's presence service. A browser that opens the address of the port is shown this contract as a page, with requests to paste.</wsdl:documentation>
    <wsdl:port name="PresencePort" binding="pr:PresenceSoap11">
      <wsdl:documentation>The address as the caller reached it when it asked for this document.</wsdl:documentation>
      <soap:address location="{{soap:address}}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`,
  'presence.xsd': `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:c="urn:imps-wsi:common:1"
           xmlns:pr="urn:imps-wsi:presence:1"
           targetNamespace="urn:imps-wsi:presence:1"
           elementFormDefault="qualified"
           attributeFormDefault="unqualified"
           version="1">
  <xs:import namespace="urn:imps-wsi:common:1" schemaLocation="common.xsd"/>

  <xs:annotation>
    <xs:documentation>Presence: publishing it, saying who may see it, seeing that of others.</xs:documentation>
  </xs:annotation>

  <!-- Words and values -->

  <xs:simpleType name="PresenceName">
    <xs:annotation>
      <xs:documentation>The name of a presence attribute, 1 to 255 characters. Without a scheme one of OnlineStatus, Registration, ClientInfo, TimeZone, Location, Address, FreeTextLocation, PLMN, CommCap, UserAvailability, PreferredContacts, PreferredLanguage, StatusText, StatusMood, Alias, StatusContent, ContactInfo, InfoLink, Activity; under a scheme, whatever that says.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/>
      <xs:maxLength value="255"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="PresenceValue">
    <xs:annotation>
      <xs:documentation>The value of a presence attribute or property: any text that XML can carry, at most 4096 characters.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:maxLength value="4096"/>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="WatcherAccess">
    <xs:annotation>
      <xs:documentation>What a watcher may see. Answers give it as a string.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="ALLOW">
        <xs:annotation><xs:documentation>The watcher sees the attributes that the rule names, or all.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="BLOCK">
        <xs:annotation><xs:documentation>The watcher sees nothing, and is told so in the words that are used for users that do not exist.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="POLITE_BLOCK">
        <xs:annotation><xs:documentation>The watcher sees somebody who is offline, and cannot tell the difference.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="FORGET">
        <xs:annotation><xs:documentation>What was said of the watcher is forgotten: nothing is seen unless a rule for everybody says otherwise.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <xs:simpleType name="PresenceFormat">
    <xs:annotation>
      <xs:documentation>The form in which a presence is given.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string">
      <xs:enumeration value="ATTRIBUTES">
        <xs:annotation><xs:documentation>As attribute elements of this contract.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="PRESENCE_SUB_LIST">
        <xs:annotation><xs:documentation>As an IMPS document, PresenceSubList, in namespace http://www.openmobilealliance.org/DTD/WV-PA1.2; attributes without a scheme only.</xs:documentation></xs:annotation>
      </xs:enumeration>
      <xs:enumeration value="PIDF">
        <xs:annotation><xs:documentation>As a document of RFC 3863: open or closed, and StatusText as its note.</xs:documentation></xs:annotation>
      </xs:enumeration>
    </xs:restriction>
  </xs:simpleType>

  <!-- Attributes -->

  <xs:complexType name="PresenceProperty">
    <xs:annotation>
      <xs:documentation>One piece of an attribute that is made of several, such as ClientType of ClientInfo.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="name" type="pr:PresenceName">
        <xs:annotation><xs:documentation>Its name within the attribute, such as ClientType, Longitude or Language.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="value" type="pr:PresenceValue">
        <xs:annotation><xs:documentation>Its value; kept as it is.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="PublishedAttribute">
    <xs:annotation>
      <xs:documentation>An attribute to be set. The same name under two schemes means two attributes. It takes the place of the one that was there, properties included.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="scheme" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Who gave the name its meaning, such as a URI of an application; at most 1024 characters. Absent: the attributes of the IMPS line.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="pr:PresenceName">
        <xs:annotation><xs:documentation>Which attribute it is, within its scheme.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="qualifier" type="xs:boolean" minOccurs="0">
        <xs:annotation><xs:documentation>False: the value is not to be relied upon (Qualifier F of IMPS). Absent means true.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="value" type="pr:PresenceValue" minOccurs="0">
        <xs:annotation><xs:documentation>The value. Of OnlineStatus and Registration T or F; of UserAvailability AVAILABLE, NOT_AVAILABLE or DISCREET; of the others any text. Attributes made of properties have none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="property" type="pr:PresenceProperty" minOccurs="0" maxOccurs="20">
        <xs:annotation><xs:documentation>The pieces of ClientInfo, Location, Address, PLMN, CommCap, PreferredContacts, ContactInfo and StatusContent, or of an attribute under a scheme.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="lifetimeSeconds" type="c:Seconds" minOccurs="0">
        <xs:annotation><xs:documentation>After how long it is gone by itself, from 1 second; absent: it stays until it is set again or withdrawn.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="WithdrawnAttribute">
    <xs:annotation>
      <xs:documentation>An attribute to be withdrawn. One that is not there counts as withdrawn.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="scheme" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Who gave the name its meaning, such as a URI of an application; at most 1024 characters. Absent: the attributes of the IMPS line.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="pr:PresenceName">
        <xs:annotation><xs:documentation>Which attribute it is, within its scheme.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SeenAttribute">
    <xs:annotation>
      <xs:documentation>An attribute as it may be seen.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="scheme" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>Who gave the name its meaning; absent: an attribute of the IMPS line.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="xs:string">
        <xs:annotation><xs:documentation>Which attribute. OnlineStatus is always there.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="qualifier" type="xs:boolean">
        <xs:annotation><xs:documentation>False: the value is not to be relied upon.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="value" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The value; absent where there are properties instead.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="property" type="pr:PresenceProperty" minOccurs="0" maxOccurs="20">
        <xs:annotation><xs:documentation>Its pieces, in the order in which they were published.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When it was published; absent of what the provider worked out itself.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When it will be gone by itself; absent: it stays.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- PublishPresence -->

  <xs:complexType name="PublishPresenceRequest">
    <xs:annotation>
      <xs:documentation>Sets and withdraws attributes of one presence. What is neither set nor withdrawn stays.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presentity" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Whose presence; absent: the caller's own. Else it must be an address that the caller owns, such as one in its service domain.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="pr:PublishedAttribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>To be set; a presence has 100 attributes at most.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="withdraw" type="pr:WithdrawnAttribute" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>To be withdrawn.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="PublishResult">
    <xs:annotation>
      <xs:documentation>What became of one attribute.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="scheme" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>As in the request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="name" type="xs:string">
        <xs:annotation><xs:documentation>As in the request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 set or withdrawn, 402 it cannot be used as given, 432 the presence has as many attributes as it may.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The same in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="expiresAt" type="xs:dateTime" minOccurs="0">
        <xs:annotation><xs:documentation>When it will be gone by itself.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="PublishPresenceResponse">
    <xs:annotation>
      <xs:documentation>What became of each attribute.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 all, 201 some, 900 none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The same in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presentity" type="xs:string">
        <xs:annotation><xs:documentation>Whose presence it is.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="pr:PublishResult" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each attribute, in the order of the request: those set, then those withdrawn.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- GetPresence -->

  <xs:complexType name="GetPresenceRequest">
    <xs:annotation>
      <xs:documentation>Asks for the presence of one or many.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presentity" type="c:ImAddress" maxOccurs="100">
        <xs:annotation><xs:documentation>Whose presence. Judged each on its own: a malformed address is a result.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attributeName" type="pr:PresenceName" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>Only attributes of these names, whatever their scheme; absent: all that may be seen.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="format" type="pr:PresenceFormat" minOccurs="0">
        <xs:annotation><xs:documentation>The form of the answer; absent means ATTRIBUTES.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="PresenceResult">
    <xs:annotation>
      <xs:documentation>The presence of one, as far as the caller may see it.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="presentity" type="xs:string">
        <xs:annotation><xs:documentation>As in the request.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 it is given, 534 it may not be seen or there is no such user, 516 unknown domain, 901 malformed address.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The same in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attribute" type="pr:SeenAttribute" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>The attributes. Of somebody offline OnlineStatus alone.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="document" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The document, as text, where format asks for one; attribute is then absent.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="GetPresenceResponse">
    <xs:annotation>
      <xs:documentation>The presence of each that was asked for.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 all, 201 some, 900 none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The same in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presence" type="pr:PresenceResult" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each presentity, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- SetWatcherPolicy -->

  <xs:complexType name="WatcherRule">
    <xs:annotation>
      <xs:documentation>What one watcher may see, or everybody who has no rule of their own.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="watcher" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>An account of this provider; a service is named by its account, which its consent at registration is for. Absent: everybody without a rule of their own.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="access" type="pr:WatcherAccess">
        <xs:annotation><xs:documentation>What it may see.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attributeName" type="pr:PresenceName" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>With ALLOW: only attributes of these names, whatever their scheme, and OnlineStatus; absent: all.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SetWatcherPolicyRequest">
    <xs:annotation>
      <xs:documentation>Sets rules. Those for watchers that are not named stay as they are.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presentity" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Whose presence; absent: the caller's own. Else it must be an address that the caller owns, such as one in its service domain.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="rule" type="pr:WatcherRule" maxOccurs="100">
        <xs:annotation><xs:documentation>The rules; each watcher once.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="WatcherRuleResult">
    <xs:annotation>
      <xs:documentation>What became of one rule.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="watcher" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>As in the request; absent: everybody.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 it holds from now on, 402 it cannot be used as given, 432 there are as many rules as there may be, 516 not an account here, 901 malformed address.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The same in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="SetWatcherPolicyResponse">
    <xs:annotation>
      <xs:documentation>What became of each rule.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="code" type="c:ResultCode">
        <xs:annotation><xs:documentation>200 all, 201 some, 900 none.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="reason" type="xs:string">
        <xs:annotation><xs:documentation>The same in words; for people.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presentity" type="xs:string">
        <xs:annotation><xs:documentation>Whose presence the rules are about.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="result" type="pr:WatcherRuleResult" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>One for each rule, in the order of the request.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- ListWatchers -->

  <xs:complexType name="ListWatchersRequest">
    <xs:annotation>
      <xs:documentation>Asks who may see a presence, who may not, and who asked.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="contractVersion" type="c:ContractVersion" minOccurs="0">
        <xs:annotation><xs:documentation>The version that the caller was built from. Absent means 1.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="presentity" type="c:ImAddress" minOccurs="0">
        <xs:annotation><xs:documentation>Whose presence; absent: the caller's own. Else it must be an address that the caller owns, such as one in its service domain.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="after" type="c:ShortText" minOccurs="0">
        <xs:annotation><xs:documentation>The watcher that the last page ended with; absent: from the beginning.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="maxWatchers" type="c:PositiveCount" minOccurs="0">
        <xs:annotation><xs:documentation>How many at most; absent, or more than that, means 1000.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="KnownWatcher">
    <xs:annotation>
      <xs:documentation>Somebody of whom something was said, or who asked.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="watcher" type="xs:string" minOccurs="0">
        <xs:annotation><xs:documentation>The address of the account; absent: everybody without a rule of their own.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="access" type="xs:string">
        <xs:annotation><xs:documentation>ALLOW, BLOCK or POLITE_BLOCK, as it was set; ASKED: asked for the presence, could not see it, and waits for a rule. There may be more in later versions.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="attributeName" type="xs:string" minOccurs="0" maxOccurs="100">
        <xs:annotation><xs:documentation>The attributes that the rule names; absent: all.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="changedAt" type="xs:dateTime">
        <xs:annotation><xs:documentation>When the rule was set, or when it was asked for the first time.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <xs:complexType name="ListWatchersResponse">
    <xs:annotation>
      <xs:documentation>A page of the list, in the order of addresses; the rule for everybody comes first.</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="presentity" type="xs:string">
        <xs:annotation><xs:documentation>Whose presence it is about.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="watcher" type="pr:KnownWatcher" minOccurs="0" maxOccurs="unbounded">
        <xs:annotation><xs:documentation>Those of this page.</xs:documentation></xs:annotation>
      </xs:element>
      <xs:element name="moreAvailable" type="xs:boolean">
        <xs:annotation><xs:documentation>Whether more follow; ask again with after.</xs:documentation></xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>

  <!-- Messages -->

  <xs:element name="PublishPresenceRequest" type="pr:PublishPresenceRequest">
    <xs:annotation><xs:documentation>The Body of a request: attributes of a presence to be set or withdrawn.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="PublishPresenceResponse" type="pr:PublishPresenceResponse">
    <xs:annotation><xs:documentation>The Body of its answer: what became of each attribute.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetPresenceRequest" type="pr:GetPresenceRequest">
    <xs:annotation><xs:documentation>The Body of a request: a question about the presence of some.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="GetPresenceResponse" type="pr:GetPresenceResponse">
    <xs:annotation><xs:documentation>The Body of its answer: their presence, as far as it may be seen.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="SetWatcherPolicyRequest" type="pr:SetWatcherPolicyRequest">
    <xs:annotation><xs:documentation>The Body of a request: rules about who may see a presence.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="SetWatcherPolicyResponse" type="pr:SetWatcherPolicyResponse">
    <xs:annotation><xs:documentation>The Body of its answer: what became of each rule.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="ListWatchersRequest" type="pr:ListWatchersRequest">
    <xs:annotation><xs:documentation>The Body of a request: a question about the watchers of a presence.</xs:documentation></xs:annotation>
  </xs:element>
  <xs:element name="ListWatchersResponse" type="pr:ListWatchersResponse">
    <xs:annotation><xs:documentation>The Body of its answer: the watchers of a presence.</xs:documentation></xs:annotation>
  </xs:element>
</xs:schema>
`,
  'swaref.xsd': `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
           targetNamespace="http://ws-i.org/profiles/basic/1.1/xsd"
           elementFormDefault="qualified">
  <xs:annotation>
    <xs:documentation>The type that WS-I defines for references to attachments (Attachments Profile 1.0, section 4.4), so that toolkits that know it need not fetch it from elsewhere. Only the documents of the SwA profile use it.</xs:documentation>
  </xs:annotation>

  <xs:simpleType name="swaRef">
    <xs:annotation>
      <xs:documentation>The cid: address of a MIME part of the same package.</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:anyURI"/>
  </xs:simpleType>
</xs:schema>
`,
} as const;

export type DocumentName = keyof typeof documents;
