"""A small deployment for the tests of the local cloud: one FIFO topic, two consumers, a bucket, some routes."""

TEMPLATE = """
service: sample
custom:
  minutes: {dev: 1, prod: 5}
  network: {public: null}
provider:
  name: aws
  stage: ${opt:stage, 'dev'}
  vpc: ${self:custom.network.${env:SAMPLE_NETWORK, 'public'}}
functions:
  first:
    handler: functions/first/handler.main
    events:
      - httpApi: {method: get, path: "/parcels/{waybill_no}"}
      - httpApi: "POST /parcels"
      - schedule: {rate: "rate(${self:custom.minutes.${sls:stage}} minute)", input: {schedule: sweep}}
      - sqs: {arn: {Fn::GetAtt: [FirstQueue, Arn]}, batchSize: 5, functionResponseType: ReportBatchItemFailures}
  second:
    handler: functions/second/handler.main
    events:
      - sqs: {arn: {Fn::GetAtt: [SecondQueue, Arn]}, functionResponseType: ReportBatchItemFailures}
      - sqs: {arn: {Fn::GetAtt: [WakeQueue, Arn]}}
resources:
  Resources:
    Events:
      Type: AWS::SNS::Topic
      Properties: {TopicName: "${self:service}-events.fifo", FifoTopic: true, ContentBasedDeduplication: false}
    DeadQueue:
      Type: AWS::SQS::Queue
      Properties: {QueueName: sample-dead.fifo, FifoQueue: true, MessageRetentionPeriod: 1209600}
    FirstQueue:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: sample-first.fifo
        FifoQueue: true
        VisibilityTimeout: 60
        DeduplicationScope: messageGroup
        FifoThroughputLimit: perMessageGroupId
        RedrivePolicy: {deadLetterTargetArn: {Fn::GetAtt: [DeadQueue, Arn]}, maxReceiveCount: 2}
    SecondQueue:
      Type: AWS::SQS::Queue
      Properties: {QueueName: sample-second.fifo, FifoQueue: true, VisibilityTimeout: 60}
    WakeQueue:
      Type: AWS::SQS::Queue
      Properties: {QueueName: sample-wake}
    FirstSubscription:
      Type: AWS::SNS::Subscription
      Properties:
        TopicArn: {Ref: Events}
        Protocol: sqs
        Endpoint: {Fn::GetAtt: [FirstQueue, Arn]}
        RawMessageDelivery: true
        FilterPolicy: {type: [OrderPlaced, ParcelSigned]}
    SecondSubscription:
      Type: AWS::SNS::Subscription
      Properties:
        TopicArn: {Ref: Events}
        Protocol: sqs
        Endpoint: {Fn::GetAtt: [SecondQueue, Arn]}
        RawMessageDelivery: true
        FilterPolicy: {type: [ParcelSigned]}
    QueuesTakeTheTopic:
      Type: AWS::SQS::QueuePolicy
      Properties: {Queues: [{Ref: FirstQueue}], PolicyDocument: {}}
    Files:
      Type: AWS::S3::Bucket
      Properties: {BucketName: sample-files}
"""
