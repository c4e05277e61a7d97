"""The header rows of each tool's files, exactly as it writes them."""

HEADERS: dict[str, list[str]] = {
    "controlshift creator": [
        "id,first_name,last_name,phone_number,postcode,comment",
        "id,first_name,last_name,phone_number,postcode,comment,How did you hear of us?",
    ],
    "controlshift organization": [
        "id,petition_id,email,first_name,last_name,phone_number,postcode,created_at,"
        "join_organisation,deleted_at,unsubscribe_at,external_constituent_id,member_id,source,"
        "join_group,external_id,new_member,comment"
    ],
    "controlshift group": ["id,email,first_name,last_name,phone_number,postcode,created_at"],
    "controlshift bulk": [
        "id,petition_id,email,first_name,last_name,phone_number,postcode,created_at,"
        "join_organisation,deleted_at,unsubscribe_at,external_constituent_id,member_id,"
        "additional_fields,cached_organisation_slug,source,join_group,external_id,new_member,"
        "external_action_id,locale,obfuscated_bsd_cons_id,bucket,country,updated_at,user_ip,"
        "confirmation_token,confirmed_at,confirmation_sent_at,last_signed_at,join_list_suppressed,"
        "old_daisy_chain_used,bsd_ab_test_cons_group_id,from_embed,user_agent,confirmed_reason,"
        "synced_to_crm_at,daisy_chain_experiment_slug,eu_data_processing_consent,from_one_click,"
        "consent_content_version_id,daisy_chain_id_used,email_opt_in_type_id"
    ],
    "action network": [
        "uuid,first_name,last_name,email,Phone Number,can2_user_address,can2_user_city,"
        "can2_user_state,zip_code,County,can2_user_tags,can2_subscription_status,can2_sms_status",
        "email,can2_phone,can2_state_abbreviated,can2_county,country",
    ],
    "contamos": [
        "first_name,last_name,email,phone,street,zip,may_contact,note,signed_on,ward,channel,"
        "state,id"
    ],
    "paper sheet": [
        "Name,Email,Postcode,Phone,Join Mijente",
        "Name,Email,Postcode,Phone",
        "First name,Last name,Email,Phone,Postcode,join",
    ],
    "spoke contacts 2018": [
        "campaignId,campaign,assignmentId,texter[firstName],texter[lastName],texter[email],"
        "texter[cell],texter[assignedCell],contact[firstName],contact[lastName],contact[cell],"
        "contact[zip],contact[city],contact[state],contact[optOut],contact[messageStatus],"
        "contact[external_id],contact[language],question[Will you sign?]"
    ],
    "spoke messages 2018": [
        "assignmentId,campaignId,userNumber,contactNumber,isFromContact,sendStatus,attemptedAt,text"
    ],
    "spoke contacts 2024": [
        "id,campaign_id,assignment_id,optOutCampaign,optedOut,texterFirst,texterLast,texterEmail,"
        "texterCell,texterAlias,external_id,first_name,last_name,cell,city,state,zip,"
        "message_status,error_code,texterExtra,language,tags,question[Will you sign?]"
    ],
    "spoke messages 2024": [
        "campaign_contact_id,campaign_id,user_number,contact_number,is_from_contact,send_status,"
        "attempted_at,text,error_code"
    ],
    "spoke contacts rewired": [
        "campaignId,campaign,contact[firstName],contact[lastName],contact[cell],contact[zip],"
        "contact[city],contact[state],contact[optOut],contact[messageStatus],contact[external_id],"
        "question[Will you sign?],tags"
    ],
    "spoke messages rewired": [
        "assignmentId,userNumber,contactNumber,isFromContact,numSegments,numMedia,sendStatus,"
        "errorCodes,attemptedAt,text,campaignId,texter[firstName],texter[lastName],texter[email],"
        "texter[cell],campaignVariable[place]"
    ],
    "spoke for van": ["van_id,cell,first_name,last_name,value,date"],
    "van contact history": [
        "Voter File VANID,Contact Name,Date Canvassed,Result,Contact Type,Canvassed By,Created By,"
        "Date Created,Input Type Name,MiniVAN Campaign",
        "VANID,Contact Name,Date Canvassed,Result,Contact Type,Canvassed By",
    ],
    "van survey responses": [
        "Voter File VANID,Contact Name,Date Canvassed,Survey Response,Survey Question Name,"
        "Survey Question Type,Canvassed By,Contact Type"
    ],
}
